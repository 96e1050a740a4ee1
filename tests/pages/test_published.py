"""Published type packages as specs: a small one, written by hand, in the layout of real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.declarations import Doc, Package
from support.page_hints import MethodHints, WebhookHints
from support.pages import api_of, render_pages
from support.published_types import published
from support.random_api import RandomApi

REST = """\
import { OpenDoorRequest as OpenDoorRequest$1 } from './index.typings.js';

/** A door, and what it hangs in. */
interface Door extends DoorMeasureOneOf {
    /** In centimetres. */
    width?: number;
    /** How wide it feels. */
    feeling?: FeelingWithLiterals;
    /**
     * Its number.
     * @format GUID
     * @readonly
     */
    id?: string | null;
    /** Notes of all who came through, newest first. */
    notes?: _String[];
    /** Free words. */
    labels?: Record<string, string>;
    /** Anything. */
    extras?: Record<string, any> | null;
    /** Last opened. */
    openedDate?: Date | null;
    /**
     * The old colour.
     * @deprecated
     */
    colour?: string;
    /**
     * The keeper's secret.
     * @internal
     */
    secret?: string;
    keeper?: Keeper;
}
/** @oneof */
interface DoorMeasureOneOf {
    /** In centimetres. */
    width?: number;
    /** How wide it feels. */
    feeling?: FeelingWithLiterals;
}
declare enum Feeling {
    UNKNOWN = "UNKNOWN",
    /** Mind your elbows. */
    TIGHT = "TIGHT",
    /**
     * As one said once.
     * @deprecated
     */
    GRAND = "GRAND"
}
/** @enumType */
type FeelingWithLiterals = Feeling | 'UNKNOWN' | 'TIGHT' | 'GRAND';
interface _String {
    /** The words. */
    value?: string;
}
/** Nobody asks for it. */
interface Unused {
    value?: string;
}
interface OpenDoorRequest {
    /** Which one. */
    doorId: string;
    /** How it is done. */
    manner?: Manner;
}
interface Manner {
    /** Whether it creaks. */
    creaks?: boolean;
}
interface OpenDoorResponse {
    /** The door, open. */
    door?: Door;
}
interface ListRequest {
}
interface ListResponse {
    doors?: Door[];
}

declare function openDoor(): __PublicMethodMetaInfo<'POST', {
    doorId: string;
}, OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;
declare function list(): __PublicMethodMetaInfo<'GET', {}, ListRequest$1, ListRequest, ListResponse$1, ListResponse>;
"""
CODE = """\
    methodFqn: "com.wixpress.doors.v1.DoorKeeper.OpenDoor",
function openDoor2() {
  return {
    verb: "POST",
    path: "/v1/doors/{doorId=**}/open"
  };
}
function list2() {
  return {
    path: "/v1/doors"
  };
}
"""
SDK = """\
interface DoorOpenedEnvelope {
    data: Noise;
    metadata: EventMetadata;
}
interface DoorUpdatedEnvelope {
    entity: Door;
    metadata: EventMetadata;
    modifiedFields: Record<string, any>;
}
interface DoorPolishedEnvelope {
    entity: Door;
    metadata: EventMetadata;
}
interface Noise {
    /** How loud. */
    decibels?: number;
}
/**
 * Opens a door.
 *
 * Knock first.
 * @param doorId - Which one.
 * @requiredField doorId
 * @requiredField options.manner
 * @requiredField options.manner.creaks
 * @fqn com.wixpress.doors.v1.DoorKeeper.OpenDoor
 */
declare function open(doorId: string, options?: OpenOptions): Promise<Paths<Door, `x`>>;
/**
 * A door was opened.
 * @eventType wix.doors.v1.door_opened
 * @slug opened
 */
declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => void): void;
/**
 * A door has changed.
 * @eventType wix.doors.v1.door_updated
 * @slug updated
 */
declare function onDoorUpdated(handler: (event: DoorUpdatedEnvelope) => void): void;
/**
 * A door shines.
 * @eventType wix.doors.v1.door_polished
 * @slug polished
 */
declare function onDoorPolished(handler: (event: DoorPolishedEnvelope) => void): void;
"""
Spec = dict[str, Any]


def written(modules: Path, name: str, rest: str, code: str, sdk: str) -> Path:
    """A package of that name below a `node_modules` folder."""
    folder = modules / f"@wix/auto_sdk_{name}/build/cjs"
    folder.mkdir(parents=True)
    texts = {"meta.d.ts": rest, "meta.js": code, "index.typings.d.ts": sdk}
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def made(tmp_path: Path) -> RandomApi:
    """What is made of the small package, and of one without methods and events."""
    written(tmp_path, "shop_front-doors", REST, CODE, SDK)
    written(tmp_path, "shop_nothing", "interface Nothing {\n}\n", "", "")
    (tmp_path / "@wix/auto_sdk_shop_no-types/build/cjs").mkdir(parents=True)
    return published(tmp_path)


@pytest.fixture
def spec(made: RandomApi) -> Spec:
    """The resource that is made of the small package."""
    return made.specs["shop/frontDoors.yaml"]


def test_a_package_with_methods_or_events_is_a_resource(made: RandomApi) -> None:
    """The folder names package and module; what there is nothing to say of is passed over."""
    assert list(made.specs) == ["shop/frontDoors.yaml", "common.yaml"]


def test_specs_can_be_read_and_printed(made: RandomApi) -> None:
    """They have no errors, and every method and event has its page."""
    files = render_pages(api_of(made.texts()), made.hints).files

    pages = ["list", "open-door", "door-opened", "door-updated"]
    assert set(files) == {f"shop/frontDoors/{page}.md" for page in pages}


def test_interfaces_become_types(spec: Spec) -> None:
    """Members of the parent that ends in OneOf are a group; what is internal is nobody's business."""
    feeling = {"type": "Feeling", "description": "How wide it feels."}
    width = {"type": "int32", "description": "In centimetres."}

    assert spec["types"]["Door"] == {
        "description": "A door, and what it hangs in.",
        "fields": {
            "measure": {"one_of": {"width": width, "feeling": feeling}},
            "id": {"type": "guid", "read_only": True, "description": "Its number."},
            "notes": {
                "type": "list[String]",
                "description": "Notes of all who came through, newest first.",
            },
            "labels": {"type": "map[string]", "description": "Free words."},
            "extras": {"type": "object", "description": "Anything."},
            "openedDate": {"type": "datetime", "description": "Last opened."},
            "colour": {
                "type": "string",
                "description": "The old colour.",
                "deprecated": True,
            },
            "keeper": "json",
        },
    }


def test_enums_become_types(spec: Spec) -> None:
    """Their values with what is said of them."""
    grand = {"description": "As one said once.", "deprecated": True}

    assert spec["types"]["Feeling"] == {
        "enum": {"UNKNOWN": None, "TIGHT": "Mind your elbows.", "GRAND": grand}
    }


def test_only_what_methods_and_events_reach_is_declared(spec: Spec) -> None:
    """In the order in which it is reached."""
    assert list(spec["types"]) == ["Manner", "Door", "Feeling", "String", "Noise"]


def test_methods_are_called_as_the_code_calls_them(spec: Spec) -> None:
    """Verb, path and fields are REST's; name, sentences and result are those of the function."""
    assert spec["methods"]["openDoor"] == {
        "http": "POST /v1/doors/{doorId}/open",
        "docs": "open-door",
        "description": "Opens a door.\n\nKnock first.",
        "parameters": {
            "doorId": {"type": "string", "description": "Which one."},
            "manner": {"type": "Manner", "description": "How it is done."},
        },
        "required": ["doorId", "manner", "manner.creaks"],
        "returns": {"door": {"type": "Door", "description": "The door, open."}},
        "sdk": {"method": "open", "returns": "door"},
    }


def test_a_method_without_function_has_no_sdk_half(made: RandomApi, spec: Spec) -> None:
    """Nobody describes it either."""
    assert spec["methods"]["list"] == {
        "http": "GET /v1/doors",
        "docs": "list",
        "description": "Calls list.",
        "returns": {"doors": "list[Door]"},
    }
    assert made.hints.methods == {
        f"shop.frontDoors.{name}": MethodHints(
            namespace="DoorKeeper", has_sdk=has_sdk, has_note=True
        )
        for name, has_sdk in (("openDoor", True), ("list", False))
    }


def test_events_become_webhooks(made: RandomApi, spec: Spec) -> None:
    """About an entity or with data; what happens to an entity otherwise can't be said."""
    assert spec["webhooks"] == {
        "doorOpened": {
            "kind": "action",
            "title": "Door Opened",
            "docs": "door-opened",
            "description": "A door was opened.",
            "data": "Noise",
        },
        "doorUpdated": {
            "kind": "updated",
            "title": "Door Updated",
            "docs": "door-updated",
            "description": "A door has changed.",
            "entity": "Door",
            "modified_fields": True,
        },
    }
    hints = WebhookHints(namespace="DoorKeeper")
    assert made.hints.webhooks == {
        f"shop.frontDoors.{name}": hints for name in spec["webhooks"]
    }


def test_pages_show_names_as_they_are_declared(made: RandomApi) -> None:
    """Specs have no name with an underscore in front."""
    assert made.hints.page_names == {("shop.frontDoors", "String"): "_String"}


def test_without_functions_a_module_is_named_after_its_service(tmp_path: Path) -> None:
    """No example imports it, so that its pages can't tell another name."""
    written(tmp_path, "shop_front-doors", REST, CODE, "")

    path, _ = published(tmp_path).specs

    assert path == "shop/doorKeeper.yaml"


def test_a_method_without_path_is_an_error(tmp_path: Path) -> None:
    """Rather than a page with a wrong URL."""
    package = Package(written(tmp_path, "shop_doors", REST, CODE, SDK))

    with pytest.raises(ValueError, match=r"no path of shop\.doors\.unheardOf"):
        package.path("unheardOf")


@pytest.mark.parametrize(
    ("raw", "text", "tags"),
    [
        (" In one line. ", "In one line.", []),
        ("\n * One.\n *\n * Two.\n ", "One.\n\nTwo.", []),
        ("\n * One.\n * @slug made\n ", "One.", [("slug", "made")]),
        (
            "\n * @a b\n * @readonly\n * @a c\n ",
            "",
            [("a", "b"), ("readonly", ""), ("a", "c")],
        ),
    ],
)
def test_comments_are_sentences_and_tags(
    raw: str, text: str, tags: list[tuple[str, str]]
) -> None:
    """Sentences end where the first tag begins; a tag may stand there again."""
    assert (Doc(raw).text, Doc(raw).tags) == (text, tags)
