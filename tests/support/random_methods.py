"""Random methods of one resource: what each kind of them takes, requires and answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from support.page_hints import MethodHints
from support.random_parts import (
    bulk_results,
    errors,
    permissions,
    said,
    sendable,
    spaced,
)
from support.random_paths import Paths
from support.random_types import Decl, TypeMaker, flat, group_name
from support.random_words import VERBS, Prose, limits_of_list

_MARKS = ("validation: soft", "deprecated: false", "since: `v2` | until: `v3`")


@dataclass
class Methods:
    """The methods of a resource as spec data, and how their pages look."""

    declared: dict[str, Decl] = field(default_factory=dict)
    hints: dict[str, MethodHints] = field(default_factory=dict)


class MethodMaker:
    """Makes the methods of one resource around its entity `noun` (`wideLantern`)."""

    def __init__(self, rng: Random, prose: Prose, types: TypeMaker, noun: str) -> None:
        self.rng = rng
        self.prose = prose
        self.types = types
        self.noun = noun
        self.entity = noun[0].upper() + noun[1:]
        self.base = f"/{types.prose.rng.choice(VERBS)}-api/v{rng.randint(1, 3)}/{noun}s"
        self.paths = Paths(rng, prose, types)
        self.made = Methods()
        self._kinds: list[Callable[[], None]] = [
            self._create, self._get, self._update, self._delete, self._query, self._list,
            self._bulk_create, self._bulk_delete, self._replace,
        ]  # fmt: skip

    def make(self, count: int) -> Methods:
        """That many methods; the standard ones first, then actions."""
        kinds = self.rng.sample(self._kinds, min(count, len(self._kinds)))
        for kind in sorted(kinds, key=self._kinds.index):
            kind()
        while len(self.made.declared) < count:
            self._action()
        return self.made

    def _create(self) -> None:
        noun = self.noun
        parameters = {noun: self._entity_parameter()}
        if self.rng.random() < 0.4:
            parameters["idempotencyKey"] = self._text()
        self._further(parameters)
        self._add(
            f"create{self.entity}",
            f"POST {self.base}",
            parameters,
            self.paths.below([noun], parameters),
            {noun: {"type": self.entity, "description": self.prose.sentence()}},
            {"returns": noun},
        )

    def _get(self) -> None:
        name = f"{self.noun}Id"
        parameters: Decl = {name: {"type": "string"}}
        self._queries(parameters, 1)
        self._add(
            f"get{self.entity}",
            f"GET {self.base}/{{{name}}}",
            parameters,
            [name],
            {self.noun: {"type": self.entity, "description": self.prose.sentence()}},
            {"returns": self.noun},
        )

    def _update(self) -> None:
        noun = self.noun
        parameters = {noun: self._entity_parameter()}
        self._further(parameters)
        required = [noun, f"{noun}.id", f"{noun}.revision"]
        if self.rng.random() < 0.15:
            required = [noun, f"{noun}.revision"]
        self._add(
            f"update{self.entity}",
            f"PATCH {self.base}/{{{noun}.id}}",
            parameters,
            required,
            {noun: {"type": self.entity, "description": self.prose.sentence()}},
            {"returns": noun},
        )

    def _replace(self) -> None:
        noun, name = self.noun, f"{self.noun}Id"
        parameters: Decl = {
            name: {"type": "string"},
            noun: self._entity_parameter(),
        }
        required = self.paths.below([noun], parameters)
        if self.rng.random() < 0.5:
            required.insert(0, name)
        self._add(
            f"replace{self.entity}",
            f"PUT {self.base}/{{{name}}}",
            parameters,
            required,
            {noun: {"type": self.entity, "description": ""}},
            None,
        )

    def _delete(self) -> None:
        name = f"{self.noun}Id"
        parameters: Decl = {name: {"type": "string"}}
        if self.rng.random() < 0.2:
            self._queries(parameters, 1)
        self._add(
            f"delete{self.entity}",
            f"DELETE {self.base}/{{{name}}}",
            parameters,
            [name],
            {},
            {"returns": "none"},
        )

    def _query(self) -> None:
        rng, prose = self.rng, self.prose
        style = rng.choice(("cursor", "cursor", "offset"))
        query = self.types.plain(f"{self.entity}Query", self._query_fields(style))
        parameters: Decl = {"query": {"type": query}}
        if rng.random() < 0.3:
            parameters["fields"] = self._list_of(self.types.enum())
        items, metadata = f"{self.noun}s", "pagingMetadata"
        found = {"type": f"list[{self.entity}]", "description": prose.sentence()}
        prefix = "Cursor" if style == "cursor" else ""
        pages = {"type": f"common.{prefix}PagingMetadata", "description": "Pages."}
        name = f"query{self.entity}s"
        self._add(
            name,
            f"POST {self.base}/query",
            parameters,
            ["query"] if rng.random() < 0.5 else [],
            {items: found, metadata: pages},
            None,
            {"paging": {"style": style, "items": items, "metadata": metadata}},
        )
        shown = {"query": "CursorQuery"}
        self._hint(name, rest_types=shown, sdk_types={"query": query})

    def _query_fields(self, style: str) -> Decl:
        """A query, whose group has one member or both."""
        prose = self.prose
        paging = {"type": "common.Paging", "description": prose.description()}
        cursors = {"type": "common.CursorPaging", "description": prose.description()}
        members = {"paging": paging, "cursorPaging": cursors}
        if self.rng.random() < 0.6:
            del members["paging" if style == "cursor" else "cursorPaging"]
        filters = {"type": "object", "description": prose.description()}
        sort = {"type": "list[common.Sorting]", "description": prose.description()}
        group = {group_name(list(members)): {"one_of": members}}
        return {**group, "filter": filters, "sort": sort}

    def _list(self) -> None:
        parameters: Decl = {}
        self._queries(parameters, self.rng.randint(1, 4))
        if self.rng.random() < 0.6:
            parameters["paging"] = {"type": "common.Paging"}
        if self.rng.random() < 0.4:
            members = {f"{self.types.free_name({})}Id": self._text() for _ in range(2)}
            parameters[group_name(list(members))] = {"one_of": members}
        needed = [one for one in list(flat(parameters))[:1] if self.rng.random() < 0.3]
        self._add(
            f"list{self.entity}s",
            f"GET {self.base}",
            parameters,
            needed,
            {f"{self.noun}s": {"type": f"list[{self.entity}]", "description": "All."}},
            None,
        )

    def _bulk_create(self) -> None:
        name = f"bulkCreate{self.entity}s"
        items = f"{self.noun}s"
        parameters: Decl = {
            items: {
                "type": f"list[{self.entity}]",
                "description": self.prose.sentence(),
                **limits_of_list(self.rng)[0],
            },
            "returnEntity": {"type": "boolean", "description": self.prose.sentence()},
        }
        parameters[items]["description"] += said(parameters[items])
        required = self.paths.below([items], parameters)
        if self.rng.random() < 0.3:
            required = required[1:]
        self._add(
            name,
            f"POST /bulk{self.base}/create",
            parameters,
            required,
            bulk_results(self.types, self.entity),
        )

    def _bulk_delete(self) -> None:
        name = f"{self.noun}Ids"
        parameters: Decl = {name: self._list_of("string")}
        self._add(
            f"bulkDelete{self.entity}s",
            f"POST /bulk{self.base}/delete",
            parameters,
            [name],
            bulk_results(self.types, self.entity),
        )

    def _action(self) -> None:
        rng = self.rng
        verb = rng.choice(VERBS)
        name = f"{verb}{self.prose.type_name()}"
        if name in self.made.declared:
            return
        identity = f"{self.noun}Id"
        in_path = rng.random() < 0.7
        parameters: Decl = {identity: {"type": "string"}} if in_path else {}
        if rng.random() < 0.5:
            request = self.types.object(self.prose.type_name(), rng.randint(1, 5))
            parameters[self.types.free_name(parameters)] = {"type": request}
        self._further(parameters, 3)
        if rng.random() < 0.15:
            members: Decl = {}
            for _ in range(3):
                free = self.types.free_name({**parameters, **members})
                members[free] = sendable(self.types.leaf())
            parameters[group_name(list(members))] = {"one_of": members}
        plain = [
            one for one in parameters if one != identity and "type" in parameters[one]
        ]
        roots = [one for one in plain if rng.random() < 0.6]
        if in_path and rng.random() < 0.7:
            roots.insert(0, identity)
        path = (
            f"{self.base}/{{{identity}}}/{verb}" if in_path else f"{self.base}/{verb}"
        )
        self._add(
            name,
            f"POST {path}",
            parameters,
            self.paths.below(roots, parameters),
            *self._answer(),
        )

    def _answer(self) -> tuple[Decl, Decl | None]:
        rng = self.rng
        one = {"type": self.entity, "description": self.prose.sentence()}
        match rng.randrange(4):
            case 0:
                return {}, {"returns": "none"}
            case 1:
                return {self.noun: one}, {"returns": self.noun}
            case 2:
                return {self.noun: one, "isNew": {"type": "boolean"}}, None
            case _:
                name = self.types.object(self.prose.type_name(), rng.randint(1, 8))
                fields = {self.prose.field_name(): {"type": name}}
                return fields, None

    def _add(
        self,
        name: str,
        http: str,
        parameters: Decl,
        required: list[str],
        returns: Decl,
        sdk: Decl | None = None,
        more: Decl | None = None,
    ) -> None:
        groups = list(self.paths.groups_in(parameters))
        chosen = [one for one in groups[:6] if self.rng.random() < 0.3]
        method: Decl = {
            "http": http,
            "title": spaced(name),
            "docs": spaced(name).lower().replace(" ", "-"),
            "description": self.prose.introduction(),
            "permissions": permissions(self.rng, self.prose),
            "parameters": parameters,
            "required": required,
            "exactly_one": chosen,
            "returns": returns,
            "sdk": sdk,
            "errors": errors(self.rng, self.prose),
            **(more or {}),
        }
        self.made.declared[name] = {key: one for key, one in method.items() if one}
        rng = self.rng
        self._hint(
            name,
            has_note=any("." in one for one in required) and rng.random() < 0.7,
            has_sdk=rng.random() < 0.95,
            prints_path=rng.random() < 0.5,
            repeats_enums=rng.random() < 0.2,
            names_enum_parameters=rng.random() < 0.5,
            groups_as_parameters=rng.random() < 0.3,
            keeps_breaks=rng.random() < 0.03,
            mark=rng.choice(_MARKS) if rng.random() < 0.03 else "",
        )

    def _hint(self, name: str, **hints: Any) -> None:
        known = self.made.hints.get(name, MethodHints())
        self.made.hints[name] = replace(known, **hints)

    def _entity_parameter(self) -> Decl:
        text = self.prose.description() if self.rng.random() < 0.7 else ""
        return {"type": self.entity, "description": text}

    def _text(self) -> Decl:
        return {"type": "string", "description": self.prose.description()}

    def _list_of(self, item: str) -> Decl:
        decl: Decl = {"type": f"list[{item}]", "description": self.prose.sentence()}
        if self.rng.random() < 0.4:
            limits, prose = limits_of_list(self.rng)
            decl.update(limits)
            decl["description"] += prose
        return decl

    def _further(self, parameters: Decl, most: int = 2) -> None:
        """Some more parameters, of every shape."""
        known = [one for one in self.types.types.declared if one != self.entity]
        for _ in range(self.rng.randint(0, most)):
            decl = sendable(self.types.leaf())
            if known and self.rng.random() < 0.3:
                shape = self.rng.choice(("{}", "{}", "list[{}]"))
                name = shape.format(self.rng.choice(known))
                decl = {"type": name, "description": self.prose.description()}
                if self.rng.random() < 0.4:
                    del decl["description"]
            parameters[self.types.free_name(parameters)] = decl

    def _queries(self, parameters: Decl, most: int) -> None:
        """Parameters that fit into a query string."""
        for _ in range(most):
            kind = self.rng.choice(("string", "boolean", "integer", "list[string]", ""))
            if not kind:
                enum = self.types.enum()
                kind = self.rng.choice((enum, f"list[{enum}]"))
            decl = {"type": kind, "description": self.prose.description()}
            parameters[self.types.free_name(parameters)] = decl
