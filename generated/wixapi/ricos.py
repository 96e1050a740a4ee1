"""Rich content, as posts of a blog and descriptions of products hold it (Ricos), from Markdown.

    wix.blog.draft_posts.create_draft_post(
        draft_post={"title": "News", "rich_content": from_markdown(text), "member_id": member_id}
    )

It needs `wixapi[ricos]`.
"""

from wixapi._ricos.markdown import from_markdown

__all__ = ["from_markdown"]
