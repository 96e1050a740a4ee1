"""What pages show and specs don't say: Wix's own page names, and which way a page is printed.

Specs are the truth that an import is measured against; hints are only how a page looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from support.page_style import OLD, Style, Styles, all_old
from wixgen.spec.api import EnumType, ObjectType, Resource

INLINE_ENUMS = frozenset({"SortOrder", "WebhookIdentityType"})
"""Enums of ours that have descriptions while Wix lists them in one line without any."""


@dataclass(frozen=True, kw_only=True)
class MethodHints:
    """How the page of one method looks.

    Attributes:
        package: The page's Package; default: the resource's package.
        namespace: The page's Namespace; default: the module, capitalised.
        has_sdk: Whether there is a JavaScript half.
        has_note: Newer pages explain dotted required paths in a `# Note:` line.
        prints_path: Whether a method with a body prints its plain path parameters.
        repeats_enums: Values stand at every use of an enum, not just at the first.
        names_enum_parameters: An enum parameter prints its type, not its own name.
        groups_as_parameters: Members of a group among parameters say `param name:`.
        rest_types: Parameter -> the type's name in the REST half (`CursorQuery`).
        sdk_types: Parameter -> the type's name in the SDK half.
        sdk_groups: `<Type>.<group>` of groups that only the SDK half calls required.
        keeps_breaks: Descriptions in the schema keep their line breaks.
        mark: A word that no page has so far, behind the description of some fields.
        introduction: What stands there if not the description.
        style: Filled in from that of all pages.
    """

    package: str = ""
    namespace: str = ""
    has_sdk: bool = True
    has_note: bool = False
    prints_path: bool = True
    repeats_enums: bool = False
    names_enum_parameters: bool = True
    groups_as_parameters: bool = False
    rest_types: Mapping[str, str] = field(default_factory=dict[str, str])
    sdk_types: Mapping[str, str] = field(default_factory=dict[str, str])
    sdk_groups: frozenset[str] = frozenset()
    keeps_breaks: bool = False
    mark: str = ""
    introduction: str = ""
    style: Style = OLD


@dataclass(frozen=True, kw_only=True)
class WebhookHints:
    """How the page of one webhook looks.

    Attributes:
        package: The page's Package; default: the resource's package.
        namespace: The page's Namespace; `None` where the page has none.
        has_payload: The page of an action or a flat event may print no payload.
        flat_form: Where the REST half of a flat event prints the payload's fields: below `Payload:`
            as today's pages do, below `Event body:`, or there below `data`.
        style: Filled in from that of all pages.
    """

    package: str = ""
    namespace: str | None = ""
    has_payload: bool = True
    flat_form: Literal["payload", "body", "data"] = "payload"
    style: Style = OLD


@dataclass
class Hints:
    """How the pages of an API look.

    Attributes:
        page_names: (resource key, type) -> the name that pages print.
        inline_enums: Enums that are listed in one line although values are described.
        methods: `<package>.<module>.<method>` -> hints.
        webhooks: `<package>.<module>.<webhook>` -> hints.
        style_of: Which way each page is printed.
    """

    page_names: dict[tuple[str, str], str] = field(default_factory=dict)
    inline_enums: frozenset[str] = INLINE_ENUMS
    methods: dict[str, MethodHints] = field(default_factory=dict)
    webhooks: dict[str, WebhookHints] = field(default_factory=dict)
    style_of: Styles = all_old

    def page_name(self, resource: Resource, type_: ObjectType | EnumType) -> str:
        """The name that the pages of `resource` print for a type."""
        return self.page_names.get((resource.key, type_.name), type_.name)

    def of_method(self, resource: Resource, name: str) -> MethodHints:
        """The hints of a method, with package and namespace filled in."""
        key = f"{resource.key}.{name}"
        hints = self.methods.get(key, MethodHints())
        return _filled(hints, resource, self.style_of(key))

    def of_webhook(self, resource: Resource, name: str) -> WebhookHints:
        """The hints of a webhook, with package and namespace filled in."""
        key = f"{resource.key}.{name}"
        hints = self.webhooks.get(key, WebhookHints())
        return _filled(hints, resource, self.style_of(key))


def capitalised(name: str) -> str:
    """`createThing` -> `CreateThing`."""
    return name[:1].upper() + name[1:]


def _filled(hints: Any, resource: Resource, style: Style) -> Any:
    package = hints.package or resource.package
    namespace = hints.namespace
    if namespace == "":
        namespace = capitalised(resource.module)
    return replace(hints, package=package, namespace=namespace, style=style)
