"""Small specs and what is generated from them: one folder for each feature of the language.

`pytest --update-goldens` rewrites the expected files. All specs together make one package, which is
also imported, type-checked and called, so that no expectation can be wrong and stay unnoticed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.projects import GOLDEN, generated, specs_below, write_files
from support.server import Answer, LoopbackServer
from support.webhooks import domain_event, public_pem, sign_event

CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
EXPECTED = [
    (case, path.name) for case in CASES for path in sorted((GOLDEN / case).glob("*.py"))
]


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """The package made from all golden specs."""
    return generated(specs_below(GOLDEN))


@pytest.fixture(scope="session")
def package(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on disk."""
    return write_files(tmp_path_factory.mktemp("golden"), files)


@pytest.mark.parametrize(("case", "name"), EXPECTED)
def test_golden(
    files: dict[str, str], case: str, name: str, update_goldens: bool
) -> None:
    """What is generated from a spec is what stands beside it."""
    place = GOLDEN / case / name
    made = files[f"wixapi/golden/{case}/{name}"]
    if update_goldens:
        place.write_text(made, encoding="utf-8")

    assert place.read_text(encoding="utf-8") == made


def test_every_golden_case_has_an_expectation() -> None:
    """No spec among the goldens is left without an expected file."""
    assert {case for case, _ in EXPECTED} == set(CASES)


def test_goldens_are_pyright_strict(package: Path) -> None:
    """pyright strict finds nothing in the generated package."""
    settings = {
        "include": ["wixapi"],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    (package / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")

    assert _run(
        package, "pyright", "--project", str(package), "--pythonpath", sys.executable
    ) == ("0 errors, 0 warnings, 0 informations")


def test_goldens_are_mypy_strict(package: Path) -> None:
    """mypy strict finds nothing in the generated package."""
    last = _run(
        package,
        "mypy",
        "--strict",
        "--no-incremental",
        "--config-file=",
        "-p",
        "wixapi",
    )

    assert last.startswith("Success: no issues found"), last


def test_goldens_are_called_over_loopback(
    package: Path, server: LoopbackServer
) -> None:
    """Requests and answers of the generated clients travel as the specs say."""
    server.answer(
        {"thing": {"id": "1", "_id": "2", "URL": "u", "url": "l", "x-y": "z"}}
    )
    server.answer(
        {"warning": {"class": "c", "from": "f", "model_dump": "m", "list": ["l"]}}
    )
    server.answer({"state": "AJAR"})
    script = """
        import sys
        from wixapi import ApiKeyStrategy, WixClient
        with WixClient(auth=ApiKeyStrategy("k", site_id="s"), base_url=sys.argv[1]) as client:
            golden = client.golden
            thing = {"id": "1", "id_": "2", "URL": "u", "link": "l", "x_y": "z"}
            print(golden.alias_collision.create_thing(thing=thing).thing)
            print(golden.reserved_word.import_(class_="a/b", self_="ü", none="n").warning)
            door = {"by_floor": {"b": "OPEN"}}
            print(repr(golden.open_enum.set_door(state="half open", door=door)))
    """
    lines = _python(package, script, server.url)

    assert lines == [
        "id='1' id_='2' url='u' link='l' x_y='z'",
        "class_='c' from_='f' model_dump_='m' list_=['l']",
        "'AJAR'",
    ]
    assert [(one.verb, one.path, one.json) for one in server.requests] == [
        (
            "POST",
            "/golden/things",
            {"thing": {"id": "1", "_id": "2", "URL": "u", "url": "l", "x-y": "z"}},
        ),
        ("POST", "/golden/a%2Fb/%C3%BC", {"None": "n"}),
        (
            "PUT",
            "/golden/door",
            {"state": "half open", "door": {"byFloor": {"b": "OPEN"}}},
        ),
    ]


def test_goldens_check_what_methods_demand(package: Path) -> None:
    """Exactly-one groups are found under their spec name, whatever its spelling."""
    script = """
        from wixapi import ApiKeyStrategy, WixClient
        from wixapi.errors import ValidationError
        golden = WixClient(auth=ApiKeyStrategy("k", site_id="s"), base_url="http://127.0.0.1:9").golden
        for call in (
            lambda: golden.one_of_exactly_one.create_place(place={"name": "n"}),
            lambda: golden.one_of_parameters.find_place(locale="en"),
            lambda: golden.one_of_at_most_one.create_place(place={"address": "a", "url": "u"}),
            lambda: golden.required_through_list.create_order(order={"lines": [{}, {"sku": "s"}]}),
            lambda: golden.recursive_type.set_tree(node={"label": "n", "children": [{}]}),
        ):
            try:
                call()
            except ValidationError as error:
                print([(one.field, one.rule) for one in error.violations])
    """

    assert _python(package, script) == [
        "[('place', 'ONE_OF')]",
        "[('', 'ONE_OF')]",
        "[('place', 'ONE_OF')]",
        "[('order.lines[0].sku', 'REQUIRED')]",
        "[('node.children[0].label', 'REQUIRED')]",
    ]


def test_goldens_page_wherever_the_page_is_said(
    package: Path, server: LoopbackServer
) -> None:
    """Lists and searches are walked through, too: in a query string, flat, or in `search`."""
    more = {"cursors": {"next": "c"}, "hasNext": True}
    server.answer({"facts": [{"text": "a"}], "metadata": more})
    server.answer({"facts": [{"text": "b"}], "metadata": {"hasNext": False}})
    server.answer({"texts": ["c", "d"], "metadata": {"total": 3}})
    server.answer({"texts": ["e"], "metadata": {"total": 3}})
    server.answer({"facts": [{"text": "f"}], "metadata": more})
    server.answer({"facts": [{"text": "g"}], "metadata": {}})
    server.answer({"facts": [], "metadata": {}})
    script = """
        import sys
        from wixapi import ApiKeyStrategy, WixClient
        with WixClient(auth=ApiKeyStrategy("k", site_id="s"), base_url=sys.argv[1]) as client:
            lists = client.golden.paging_of_lists
            print([one.text for one in lists.list_facts(kind="k", paging={"limit": 1})])
            print(list(lists.list_texts(limit=2)))
            search = {"filter": {"a": 1}, "paging": {"limit": 1}}
            print([one.text for one in lists.search_facts(search=search)])
            print(list(lists.list_facts(kind="k").resume("kept")))
    """
    lines = _python(package, script, server.url)

    assert lines == ["['a', 'b']", "['c', 'd', 'e']", "['f', 'g']", "[]"]
    assert [one.path for one in server.requests if one.verb == "GET"] == [
        "/golden/facts?kind=k&paging.limit=1",
        "/golden/facts?kind=k&paging.limit=1&paging.cursor=c",
        "/golden/texts?limit=2",
        "/golden/texts?limit=2&offset=2",
        "/golden/facts?kind=k&paging.cursor=kept",
    ]
    assert [one.json for one in server.requests if one.verb == "POST"] == [
        {"search": {"filter": {"a": 1}, "paging": {"limit": 1}}},
        {"search": {"paging": {"limit": 1, "cursor": "c"}}},
    ]


def test_goldens_tell_what_failed_in_bulk(
    package: Path, server: LoopbackServer
) -> None:
    """A bulk answer tells the items that failed, unless the answer has a field of that name."""
    results = [
        {"itemMetadata": {"originalIndex": 0, "success": True}, "item": {"text": "a"}},
        {"itemMetadata": {"originalIndex": 1, "error": {"code": "TAKEN"}}},
        {"itemMetadata": {"originalIndex": 2, "success": False}},
        {},
    ]
    server.by = lambda _request: Answer(body={"results": results, "failures": 2})
    script = """
        import sys
        from wixapi import ApiKeyStrategy, WixClient
        with WixClient(auth=ApiKeyStrategy("k", site_id="s"), base_url=sys.argv[1]) as client:
            made = client.golden.bulk.bulk_create_facts(facts=[{"text": "a"}])
            print([one.item_metadata.original_index for one in made.failures])
            print(client.golden.bulk.bulk_delete_facts().failures)
    """

    assert _python(package, script, server.url) == ["[1, 2]", "2"]


def test_goldens_dispatch_events_of_unknown_type(package: Path) -> None:
    """The end of the event type tells them, unless two events have the same."""
    bodies = [
        sign_event(domain_event(**data), f"new.v2.{segment}")
        for data, segment in (
            ({"actionEvent": {"body": {"a": 1}}}, "thing_forgotten"),
            ({"deletedEvent": {"deletedEntity": {"id": "1"}}}, "thing_lost"),
            ({"deletedEvent": {}}, "thing_lost"),
            ({"actionEvent": {"body": {}}}, "thing_gone"),
            ({"createdEvent": {"entity": {}}}, "thing_created"),
        )
    ]
    script = """
        import sys
        from wixapi import Webhooks
        from wixapi.errors import ConfigurationError
        from wixapi.golden import event_type_collision as things
        hooks = Webhooks(public_key=sys.argv[1])
        hooks.on(things.ThingForgotten)(lambda event: print("data", event.data))
        hooks.golden.event_type_collision.on_thing_lost(lambda event: print(event.entity))
        hooks.fallback(lambda event: print("fallback"))
        for body in sys.argv[2:]:
            print(type(hooks.process(body)).__name__)
        for register in (hooks.golden.event_type_collision.on_thing_gone, hooks.on(things.ThingMoved)):
            try:
                register(print)
                print("fine")
            except ConfigurationError as error:
                print(str(error).split(":")[0])
    """
    lines = _python(package, script, public_pem(), *bodies)

    assert lines == [
        *("data {'a': 1}", "ThingForgotten"),
        *("{'id': '1'}", "ThingLost"),
        *("None", "ThingLost"),
        *("fallback", "UnknownEvent"),
        *("fallback", "UnknownEvent"),
        "The event type of ThingBroken isn't known, and by its name alone its deliveries can't be "
        "told from those of other events",
        "fine",
    ]


def test_every_golden_module_is_importable(
    package: Path, files: dict[str, str]
) -> None:
    """Every module imports, every model builds, and every export is there."""
    modules = [
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in files
        if path.endswith(".py")
    ]
    script = f"""
        import importlib
        from wixapi._model import Model
        for name in {modules!r}:
            module = importlib.import_module(name)
            for exported in getattr(module, "__all__", []):
                one = getattr(module, exported)
                if isinstance(one, type) and issubclass(one, Model):
                    one.model_rebuild()
                    one.model_validate({{}})
        print("fine")
    """

    assert _python(package, script) == ["fine"]


def _run(package: Path, *command: str) -> str:
    """The last line that a tool prints, or all of it if it found something."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 else done.stdout


def _python(package: Path, script: str, *arguments: str) -> list[str]:
    """The lines that a script prints that uses the package, and only that."""
    lines = script.strip("\n").splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    text = "\n".join(line[indent:] for line in lines)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", text, *arguments],
        cwd=package,
        env={"PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


MINIMAL = {
    "empty": "",
    "types_only": "types: {Thing: {fields: {size: int32}}}\n",
    "one_call": "methods: {ping: {http: POST /ping}}\n",
    "one_event": (
        "types: {Thing: {fields: {size: int32}}}\n"
        "webhooks: {thingCreated: {kind: created, entity: Thing}}\n"
    ),
}


@pytest.mark.parametrize(
    "names",
    [["empty", "one_event"], pytest.param([*MINIMAL], marks=pytest.mark.slow)],
    ids=["least and most", "all"],
)
def test_minimal_packages_are_pyright_strict(
    files: dict[str, str], tmp_path: Path, names: list[str]
) -> None:
    """A package with next to nothing in it has no unused import and no missing name, where it is another one."""
    common = (GOLDEN / "common.yaml").read_bytes()
    others: list[str] = []
    for name in names:
        text = MINIMAL[name]
        specs = {"a.yaml": f"package: demo\nmodule: things\n{text}".encode()}
        if name == "one_event":
            specs["common.yaml"] = common
        made = generated(specs)
        write_files(tmp_path / name, made)
        others += [
            f"{name}/{path}"
            for path, text in made.items()
            if path.endswith(".py") and files.get(path) != text
        ]
    environments = [{"root": name} for name in names]
    settings = {
        "include": others,
        "typeCheckingMode": "strict",
        "executionEnvironments": environments,
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")

    assert _run(
        tmp_path, "pyright", "--project", str(tmp_path), "--pythonpath", sys.executable
    ) == ("0 errors, 0 warnings, 0 informations")


@pytest.mark.parametrize("name", MINIMAL)
def test_minimal_packages_have_what_they_can_use(tmp_path: Path, name: str) -> None:
    """Calls can be answered in tests of any package; what is for webhooks comes with events only."""
    with_events = name == "one_event"
    specs = {"a.yaml": f"package: demo\nmodule: things\n{MINIMAL[name]}".encode()}
    if with_events:
        specs["common.yaml"] = (GOLDEN / "common.yaml").read_bytes()
    write_files(tmp_path, generated(specs))
    script = """
        from importlib.util import find_spec
        from pathlib import Path
        from wixapi import testing
        import wixapi
        print(testing.client({("GET", "/a"): {"b": 1}}).request("GET", "/a"))
        rooms = ("asgi", "wsgi", "inbox", "_webhooks")
        print(*(bool(find_spec(f"wixapi.{room}")) for room in rooms))
        print(hasattr(testing, "event"), hasattr(wixapi, "Delivery"))
        with testing.LocalWix() as local:
            local.advance(hours=1)
            print(bool(local.public_key), local.deliveries)
        top = Path(wixapi.__path__[0])
        for path in [*top.glob("*.py"), *top.glob("_*/*.py")]:
            __import__(".".join(["wixapi", *path.relative_to(top).with_suffix("").parts]))
    """

    assert [
        "{'b': 1}",
        f"{with_events} {with_events} {with_events} {with_events}",
        f"{with_events} {with_events}",
        f"{with_events} []",
    ] == _python(tmp_path, script)


def test_an_event_of_unknown_type_can_be_signed(tmp_path: Path) -> None:
    """A type that ends as the event does is as good as Wix's own."""
    common = (GOLDEN / "common.yaml").read_bytes()
    spec = f"package: demo\nmodule: things\n{MINIMAL['one_event']}".encode()
    write_files(tmp_path, generated({"a.yaml": spec, "common.yaml": common}))
    script = """
        from wixapi import Webhooks, testing
        from wixapi.demo import things
        hooks = Webhooks(testing.keys().public_key)
        hooks.on(things.ThingCreated)(lambda event: print(event.entity))
        delivery = hooks.verify(testing.event(things.ThingCreated, entity={"size": 3}))
        print(type(hooks.dispatch(delivery)).__name__, delivery.event_type)
    """

    assert [
        "size=3",
        "ThingCreated wix.testing.v1.thing_created",
    ] == _python(tmp_path, script)
