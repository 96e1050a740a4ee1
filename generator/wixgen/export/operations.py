"""Methods -> operations of OpenAPI."""

from __future__ import annotations

from wixgen.export.errors import documented, json_content
from wixgen.export.notes import Json, about, about_call, texts, with_rules
from wixgen.export.query import QueryString, encoded
from wixgen.export.schemas import Schemas
from wixgen.spec.api import Field, Method, ObjectType, Resource
from wixgen.spec.demands import Demand, demand_of
from wixgen.spec.types import through_lists

BODILESS = {"GET", "DELETE"}


def operation(resource: Resource, method: Method, schemas: Schemas) -> Json:
    """Return the operation of one method. A value in the path that comes out of the body stays in the body."""
    demand = demand_of(method)
    made: Json = {
        "operationId": operation_id(resource, method),
        "tags": [resource.key],
        **about(method),
        **about_call(method),
    }
    made |= _given(method, demand, schemas)
    made["responses"] = _responses(method, schemas)
    made["x-required-paths"] = [required.path for required in method.required]
    return made


def operation_id(resource: Resource, method: Method) -> str:
    """Return `<package>.<module>.<method>`."""
    return f"{resource.key}.{method.name}"


def _given(method: Method, demand: Demand, schemas: Schemas) -> Json:
    """Place the parameters in the path, and in the query string or the body."""
    names = dict.fromkeys(method.path_parameters)
    parameters = [_in_path(name, method, schemas) for name in names]
    others = _outside_path(method)
    if method.encoding:
        parameters += encoded(method, demand, schemas)
        made = {}
    elif method.verb in BODILESS:
        query = QueryString(schemas)
        query.add(others, demand)
        parameters += query.parameters
        made = _among_query(query.groups, method)
    elif others.fields:
        made = {"requestBody": _body(others, demand, schemas)}
    else:
        made = {}
    return {"parameters": parameters, **made} if parameters else made


def _outside_path(method: Method) -> ObjectType:
    """Return the parameters that don't stand in the path, as an object."""
    given = method.parameters
    fields = [
        field for field in given.fields if field.wire not in method.path_parameters
    ]
    return ObjectType(
        note=given.note,
        name=given.name,
        is_common=False,
        fields=fields,
        groups=given.groups,
    )


def _in_path(name: str, method: Method, schemas: Schemas) -> Json:
    field = _field_at(name, method.parameters)
    schema = with_rules(schemas.request(field.type), field)
    return {
        "name": name,
        "in": "path",
        "required": True,
        **texts(field),
        "schema": schema,
    }


def _field_at(path: str, owner: ObjectType) -> Field:
    """Return the field at the path of a placeholder; `check` has seen to it that there is one."""
    *above, last = path.split(".")
    for wire in above:
        step = owner.field_named(wire)
        inner = through_lists(step.type) if step else None
        assert isinstance(inner, ObjectType), path
        owner = inner
    found = owner.field_named(last)
    assert found is not None, path
    return found


def _among_query(groups: dict[str, list[str]], method: Method) -> Json:
    """Name the groups among the parameters: JSON Schema can't bind these to each other."""
    made: Json = {"x-one-of-groups": groups} if groups else {}
    if exact := [group for group in method.exactly_one if group in groups]:
        made["x-exactly-one"] = exact
    return made


def _body(type_: ObjectType, demand: Demand, schemas: Schemas) -> Json:
    schema = schemas.request_object(type_, demand)
    needed = {"required": True} if "required" in schema or demand.exactly_one else {}
    return {**needed, "content": json_content(schema)}


def _responses(method: Method, schemas: Schemas) -> Json:
    answer = {
        "description": "The answer.",
        "content": json_content(schemas.answer_object(method.returns)),
    }
    made = documented(method.errors, schemas)
    # bulk methods answer 200 even where items fail
    made["200"] = {**made.get("200", {}), **answer}
    return dict(sorted(made.items()))
