"""Wix's JavaScript SDK calls some methods at other addresses than those that are documented."""

from __future__ import annotations

import pytest

from wixapi._local.facts import facts
from wixapi._local.messages import Refusal, Request
from wixapi._local.requests import routes


def _header(method: str, entity: str) -> dict[str, str]:
    """Return the header in which Wix's SDK says what it calls."""
    told = (
        f"environment=js-sdk,package-name=@wix/some,method-fqn={method},entity={entity}"
    )
    return {"x-wix-bi-gateway": told}


@pytest.mark.parametrize(
    ("verb", "path", "method", "entity", "found", "values"),
    [
        (
            "POST",
            "/events-policies/v2/policies",
            "wix.events.v2.PolicyManagement.CreatePolicy",
            "wix.events.v2.policy",
            "events.policies.create_policy",
            {},
        ),
        (
            "PATCH",
            "/events-policies/v2/policies/7",
            "wix.events.v2.PolicyManagement.UpdatePolicy",
            "wix.events.v2.policy",
            "events.policies.update_policy",
            {"policy.id": "7"},
        ),
        (
            "GET",
            "/v3/posts/slugs/hello",
            "blog.v3.PostService.GetPostBySlug",
            "wix.blog.v3.post",
            "blog.posts.get_post_by_slug",
            {"slug": "hello"},
        ),
    ],
)
def test_the_sdk_says_which_method_it_calls(
    verb: str,
    path: str,
    method: str,
    entity: str,
    found: str,
    values: dict[str, str],
) -> None:
    """A path that isn't documented is that of the method of which the SDK's header tells."""
    request = Request(verb, path, headers=_header(method, entity))
    one = routes.find(facts(), request)
    assert (f"{one.resource.key}.{one.method.name}", one.values) == (found, values)


@pytest.mark.parametrize(
    ("method", "entity"),
    [
        ("", ""),
        ("wix.events.v2.PolicyManagement.Vanish", "wix.events.v2.policy"),
        ("wix.events.v2.PolicyManagement.CreatePolicy", "wix.nowhere.v1.thing"),
    ],
)
def test_what_is_no_method_stays_unknown(method: str, entity: str) -> None:
    """Where the header tells of no known method, a path that isn't documented is unknown."""
    request = Request("POST", "/elsewhere/v9/wishes", headers=_header(method, entity))
    with pytest.raises(Refusal) as caught:
        routes.find(facts(), request)
    assert caught.value.status == 404
