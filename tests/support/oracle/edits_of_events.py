"""Random edits of webhooks, and of the resource as a whole."""

from __future__ import annotations

from support.oracle.editor import (
    Editor,
    kind,
    rename_key,
)

# --- webhooks


@kind
def add_a_webhook(editor: Editor) -> None:
    """Add a webhook."""
    editor.spec.setdefault("webhooks", {})["freshDeleted"] = {"kind": "deleted"}


@kind
def remove_a_webhook(editor: Editor) -> None:
    """Remove a webhook."""
    hooks = editor.spec.get("webhooks", {})
    del hooks[editor.pick(hooks)]


@kind
def rename_a_webhook(editor: Editor) -> None:
    """Rename a webhook."""
    hooks = editor.spec.get("webhooks", {})
    old = editor.pick(hooks)
    hooks[old]["docs"] = hooks[old].get("docs", "a-page")
    rename_key(hooks, old, f"{old}Again")


@kind
def change_a_handler(editor: Editor) -> None:
    """Change a handler."""
    hook = editor.pick(editor.webhooks())
    if editor.rng.random() < 0.5:
        hook["handler"] = "onFreshThing"
    else:
        hook["name"] = "FreshEvent"


@kind
def change_the_kind_of_a_webhook(editor: Editor) -> None:
    """Change the kind of a webhook."""
    hook = editor.pick(editor.webhooks())
    payload = hook.pop("entity", None) or hook.pop("data", None)
    hook.pop("modified_fields", None)
    kinds = {"created", "updated", "deleted", "action", "flat"} - {hook["kind"]}
    hook["kind"] = editor.pick(sorted(kinds))
    if payload:
        hook["data" if hook["kind"] in {"action", "flat"} else "entity"] = payload


@kind
def change_the_payload_of_a_webhook(editor: Editor) -> None:
    """Change the payload of a webhook."""
    types = editor.spec.get("types", {}).items()
    hook = editor.pick(editor.webhooks())
    key = "data" if hook["kind"] in {"action", "flat"} else "entity"
    hook[key] = editor.pick(name for name, one in types if "fields" in one)


@kind
def let_a_webhook_tell_what_changed(editor: Editor) -> None:
    """Let a webhook tell what changed."""
    hook = editor.pick(one for one in editor.webhooks() if one["kind"] == "updated")
    hook["modified_fields"] = not hook.get("modified_fields", False)


@kind
def change_an_event_type(editor: Editor) -> None:
    """Change an event type."""
    editor.pick(editor.webhooks())["event_type"] = "wix.demo.v9.fresh_event"


@kind
def forget_something_of_a_webhook(editor: Editor) -> None:
    """Forget something of a webhook."""
    key = editor.pick(["event_type", "entity", "data"])
    del editor.pick(one for one in editor.webhooks() if key in one)[key]


# --- the resource


@kind
def move_the_resource(editor: Editor) -> None:
    """Move the resource."""
    editor.spec["module"] = "freshModule"


@kind
def remove_the_resource(editor: Editor) -> None:
    """Remove the resource."""
    del editor.specs[editor.path]
