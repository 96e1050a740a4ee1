"""Random edits of methods."""

from __future__ import annotations

from collections.abc import Iterator

from support.oracle.editor import (
    PRIMITIVES,
    Data,
    Editor,
    Unfit,
    fresh,
    is_group,
    kind,
    put,
    rename_key,
    spelt,
)

# --- methods


def _method(editor: Editor, needs: str = "http") -> Data:
    found: Data = editor.pick(one for one in editor.methods() if needs in one)
    return found


@kind
def add_a_method(editor: Editor) -> None:
    """Add a method."""
    editor.spec.setdefault("methods", {})["freshMethod"] = {"http": "POST /v1/fresh"}


@kind
def remove_a_method(editor: Editor) -> None:
    """Remove a method."""
    methods = editor.spec.get("methods", {})
    del methods[editor.pick(methods)]


@kind
def rename_a_method(editor: Editor) -> None:
    """Rename a method."""
    methods = editor.spec.get("methods", {})
    old = editor.pick(methods)
    rename_key(methods, old, f"{old}Again")


@kind
def name_a_method(editor: Editor) -> None:
    """Name a method."""
    method = _method(editor)
    if editor.rng.random() < 0.5:
        method["name"] = "fresh_call"
    else:
        method.setdefault("sdk", {})["method"] = "freshCall"


@kind
def change_the_address(editor: Editor) -> None:
    """Change the address."""
    method = _method(editor)
    verb, _, path = method["http"].partition(" ")
    if editor.rng.random() < 0.5:
        method["http"] = f"{verb} /v9{path}"
    else:
        others = {"POST": "PUT", "PUT": "POST", "PATCH": "PUT"}
        method["http"] = f"{others.get(verb, 'POST')} {path}"


@kind
def change_the_media_type(editor: Editor) -> None:
    """Change the media type."""
    method = _method(editor)
    if method.pop("media_type", None) is None:
        method["media_type"] = "text/csv"


@kind
def add_a_parameter(editor: Editor) -> None:
    """Add a parameter."""
    method = _method(editor)
    wire = fresh(editor)
    put(editor, method.setdefault("parameters", {}), wire, editor.pick(PRIMITIVES))
    if editor.rng.random() < 0.5:
        method.setdefault("required", []).append(wire)


@kind
def remove_a_parameter(editor: Editor) -> None:
    """Remove a parameter."""
    parameters = _method(editor, "parameters")["parameters"]
    del parameters[editor.pick(parameters)]


@kind
def rename_a_parameter(editor: Editor) -> None:
    """Rename a parameter."""
    parameters = _method(editor, "parameters")["parameters"]
    wire = editor.pick(parameters)
    rename_key(parameters, wire, editor.pick([f"{wire}Value", fresh(editor)]))


@kind
def move_a_parameter_to_the_path(editor: Editor) -> None:
    """Move a parameter to the path."""
    method = _method(editor, "parameters")
    wire = editor.pick(
        wire
        for wire, one in method["parameters"].items()
        if not is_group(one) and spelt(one)["type"] in {"string", "guid"}
    )
    if f"{{{wire}}}" in method["http"]:
        method["http"] = method["http"].replace(f"/{{{wire}}}", "/that")
    else:
        method["http"] += f"/{{{wire}}}"


@kind
def remove_the_idempotency_key(editor: Editor) -> None:
    """Remove the idempotency key."""
    parameters = _method(editor, "parameters")["parameters"]
    if parameters.pop("idempotencyKey", None) is None:
        parameters["idempotencyKey"] = "string"


def _paths(
    editor: Editor, fields: Data, above: str = "", depth: int = 0
) -> Iterator[str]:
    """Dotted paths of fields and groups."""
    for wire, one in fields.items():
        path = f"{above}.{wire}" if above else wire
        if is_group(one):
            yield from _paths(editor, one["one_of"], above, depth)
            continue
        yield path
        name = spelt(one)["type"]
        type_ = editor.spec.get("types", {}).get(name) or editor.common.get(name[7:])
        if type_ and depth < 2:
            yield from _paths(editor, type_.get("fields", {}), path, depth + 1)


@kind
def require_more(editor: Editor) -> None:
    """Require more."""
    method = _method(editor, "parameters")
    method["required"] = [*method.get("required", [])]
    known = set(method["required"])
    path = editor.pick(
        one for one in _paths(editor, method["parameters"]) if one not in known
    )
    method["required"].append(path)


@kind
def require_less(editor: Editor) -> None:
    """Require less."""
    required = _method(editor, "required")["required"]
    if not required:
        raise Unfit
    required.remove(editor.pick(required))


@kind
def demand_exactly_one(editor: Editor) -> None:
    """Demand exactly one."""
    method = _method(editor, "parameters")
    if method.pop("exactly_one", None):
        return
    found = [(name, "") for name, one in method["parameters"].items() if is_group(one)]
    for wire, one in method["parameters"].items():
        type_ = (
            {}
            if is_group(one)
            else editor.spec.get("types", {}).get(spelt(one)["type"], {})
        )
        found += [
            (name, wire)
            for name, one in type_.get("fields", {}).items()
            if is_group(one)
        ]
    name, above = editor.pick(found)
    method["exactly_one"] = [f"{above}.{name}" if above else name]


@kind
def change_what_is_handed_back(editor: Editor) -> None:
    """Change what is handed back."""
    method = _method(editor, "returns")
    if "paging" in method:
        raise Unfit
    choices = [
        "none",
        *(wire for wire, one in method["returns"].items() if not is_group(one)),
    ]
    method.setdefault("sdk", {})["returns"] = editor.pick(choices)


@kind
def change_the_paging(editor: Editor) -> None:
    """Change the paging."""
    method = _method(editor, "paging")
    lists = [wire for wire, one in method["returns"].items() if "list[" in str(one)]
    match editor.pick(["none", "style", "items"]):
        case "none":
            del method["paging"]
        case "style":
            paging = method["paging"]
            paging["style"] = "offset" if paging["style"] == "cursor" else "cursor"
        case _:
            method["paging"]["items"] = editor.pick(lists)


@kind
def let_it_page(editor: Editor) -> None:
    """Let it page."""
    if not {"Cursor", "Meta"} <= editor.common.keys():
        raise Unfit
    found = (
        one for one in editor.methods() if "paging" not in one and "POST" in one["http"]
    )
    method = editor.pick(found)
    method.setdefault("parameters", {})["cursorPaging"] = "common.Cursor"
    answer = {
        "freshItems": "list[string]",
        "metadata": "common.Meta",
        "more": "common.Meta",
    }
    method.setdefault("returns", {}).update(answer)
    method["paging"] = {
        "style": "cursor",
        "items": "freshItems",
        "metadata": "metadata",
    }


@kind
def end_its_paging(editor: Editor) -> None:
    """End its paging."""
    del _method(editor, "paging")["paging"]


@kind
def remove_a_deprecated_method(editor: Editor) -> None:
    """Remove a deprecated method."""
    methods = editor.spec.get("methods", {})
    del methods[editor.pick(one for one in methods if methods[one].get("deprecated"))]


@kind
def change_the_words_of_an_error(editor: Editor) -> None:
    """Change the words of an error."""
    error = editor.pick(_method(editor, "errors")["errors"])
    error["description"] = "Other words."


@kind
def know_no_queries(editor: Editor) -> None:
    """Know no queries."""
    query = _method(editor, "query")["query"]
    what = editor.pick(["operators", "sort"])
    for path, entry in [*query.items()]:
        entry.pop(what, None)
        if not entry:
            del query[path]


@kind
def know_a_query(editor: Editor) -> None:
    """Know a query."""
    method = editor.pick(
        one for one in editor.methods() if "query" in one.get("parameters", {})
    )
    query = method.setdefault("query", {})
    if query:
        editor.pick(query.values())["sort"] = ["ASC", "DESC"]
    else:
        query["number"] = {"operators": ["$eq"], "sort": ["ASC"]}


@kind
def take_a_permission_away(editor: Editor) -> None:
    """Take a permission away."""
    said = editor.pick(
        one for one in [*editor.methods(), *editor.webhooks()] if one.get("permissions")
    )
    del said["permissions"][editor.pick(said["permissions"])]


@kind
def change_permissions(editor: Editor) -> None:
    """Change permissions."""
    said = editor.pick([*editor.methods(), *editor.webhooks()])
    scopes = said.setdefault("permissions", {})
    if scopes and editor.rng.random() < 0.5:
        del scopes[editor.pick(scopes)]
    if editor.rng.random() < 0.7 or not scopes:
        scopes["Fresh Scope"] = "SCOPE.FRESH"


@kind
def change_errors(editor: Editor) -> None:
    """Change errors."""
    errors = _method(editor).setdefault("errors", [])
    if errors and editor.rng.random() < 0.5:
        errors.remove(editor.pick(errors))
    else:
        errors.append({"http": 418, "code": "FRESH_CODE", "description": "It is new."})


@kind
def change_queries(editor: Editor) -> None:
    """Change queries."""
    query = _method(editor, "query")["query"]
    path = editor.pick(query)
    entry = query[path] = dict(query[path] or {})
    match editor.pick(["all", "operator", "sort", "add"]):
        case "all" if len(query) > 1:
            del query[path]
        case "operator" if len(entry.get("operators", [])) > 1:
            entry["operators"] = editor.rng.sample(
                entry["operators"], len(entry["operators"]) - 1
            )
        case "sort" if "sort" in entry and "operators" in entry:
            del entry["sort"]
        case "add":
            entry["operators"] = [*entry.get("operators", []), "$exists"]
        case _:
            raise Unfit
