"""Service plugins: Wix's calls are verified and read, handlers' answers checked and written."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import threading
from typing import Any

import pytest

from support.thing_plugins import (
    APP,
    RATE,
    SOLD,
    RateRequest,
    RateResponse,
    Rating,
    ServicePlugins,
    ThingHasMoved,
    ThingIsGone,
    plugin_body,
)
from support.webhooks import other_private_key, public_pem, sign_bytes
from wixapi._plugins.answers import PluginAnswer
from wixapi._webhooks.service_plugins import PluginContext, PluginIdentity
from wixapi.errors import (
    ConfigurationError,
    NoPluginHandlerError,
    ServicePluginError,
    ValidationError,
    WebhookError,
)

ADDRESS = "https://app.example/plugins/v1/rate"


@pytest.fixture
def plugins() -> ServicePlugins:
    """Service plugins with the app's key and no handlers."""
    return ServicePlugins(public_pem(), app_id=APP)


def answering(plugins: ServicePlugins, answer: Any) -> None:
    """Registers a handler that answers with a value, or raises it."""

    @plugins.on(RATE)
    def rate(_request: RateRequest, _context: PluginContext) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer


# Requests and answers ------------------------------------------------------------------------


def test_a_handler_gets_request_and_context(plugins: ServicePlugins) -> None:
    """The request is a model, unknown members kept; the context says who asks."""
    seen: list[object] = []

    @plugins.on(RATE)
    def rate(request: RateRequest, context: PluginContext) -> RateResponse:
        seen.extend([request, request.model_extra, context.request_id])
        return RateResponse(rating=Rating(stars=3))

    answer = plugins.process(ADDRESS, plugin_body({"partySize": 2, "new": [1]}))

    request = RateRequest.model_validate({"party_size": 2, "new": [1]})
    assert [request, {"new": [1]}, "request-1"] == seen
    assert PluginAnswer(200, b'{"rating":{"stars":3}}') == answer


@pytest.mark.parametrize(
    "given",
    [
        {"rating": {"refusal": "nö"}},
        {"rating": Rating(refusal="nö")},
        RateResponse(rating=Rating(refusal="nö")),
    ],
)
def test_an_answer_may_be_a_model_or_a_dict(
    plugins: ServicePlugins, given: Any
) -> None:
    """As arguments of a call may."""
    answering(plugins, given)

    answer = plugins.process(ADDRESS, plugin_body({}))

    assert {"rating": {"refusal": "nö"}} == answer.json()


def test_an_empty_answer_is_an_empty_object(plugins: ServicePlugins) -> None:
    """Where there is nothing to answer, a handler returns None."""
    plugins.on(SOLD)(lambda _request, _context: None)

    assert PluginAnswer(200, b"{}") == plugins.process(SOLD.path, plugin_body({}))


@pytest.mark.parametrize(
    ("given", "violations"),
    [
        ({}, [("rating", "REQUIRED")]),
        (None, [("", "TYPE")]),
        ({"rating": {}}, [("rating", "ONE_OF")]),
        ({"rating": {"stars": 1, "refusal": "x"}}, [("rating", "ONE_OF")]),
        (
            {"rating": {"stars": 9}, "note": "123456", "nope": 1},
            [
                ("rating.stars", "MAX"),
                ("note", "MAX_LENGTH"),
                ("nope", "UNKNOWN_FIELD"),
            ],
        ),
    ],
)
def test_an_answer_is_checked(
    plugins: ServicePlugins, given: Any, violations: list[tuple[str, str]]
) -> None:
    """All that breaks a rule is told at once."""
    answering(plugins, given)

    with pytest.raises(ValidationError) as raised:
        plugins.process(ADDRESS, plugin_body({}))

    assert violations == [(one.field, one.rule) for one in raised.value.violations]


def test_nothing_but_none_is_an_empty_answer(plugins: ServicePlugins) -> None:
    """A handler that answers more than there is to answer is told so."""
    plugins.on(SOLD)(lambda _request, _context: {"x": 1})  # type: ignore[arg-type, return-value]

    with pytest.raises(ValidationError, match="x: is no field here"):
        plugins.process(SOLD.path, plugin_body({}))


# Errors --------------------------------------------------------------------------------------


class FreeError(ServicePluginError):
    """An error of the app's own, which no spec knows."""

    http = 404
    code = "FREE"


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (ThingIsGone(), 428, {"code": "THING_IS_GONE"}),
        (ThingHasMoved(), 409, {"code": "THING_HAS_MOVED", "data": {}}),
        (
            ThingHasMoved({"from_": "a"}),
            409,
            {"code": "THING_HAS_MOVED", "data": {"from": "a"}},
        ),
        (FreeError({"a": [1]}), 404, {"code": "FREE", "data": {"a": [1]}}),
        (FreeError(), 404, {"code": "FREE"}),
    ],
)
def test_an_error_is_an_answer(
    plugins: ServicePlugins,
    error: ServicePluginError,
    status: int,
    told: dict[str, Any],
) -> None:
    """Status and body are those that `@wix/sdk` makes of its errors."""
    answering(plugins, error)

    answer = plugins.process(ADDRESS, plugin_body({}))

    assert (status, {"applicationError": told}) == (answer.status, answer.json())


def test_what_an_error_tells_is_checked(plugins: ServicePlugins) -> None:
    """By the rules of its type."""
    answering(plugins, ThingHasMoved({"form": "a"}))

    with pytest.raises(ValidationError, match="form: is no field here"):
        plugins.process(ADDRESS, plugin_body({}))


def test_an_error_without_a_code_is_no_answer(plugins: ServicePlugins) -> None:
    """Wix could make nothing of it."""
    answering(plugins, ServicePluginError("oops"))

    with pytest.raises(ServicePluginError):
        plugins.process(ADDRESS, plugin_body({}))


def test_an_error_can_be_pickled() -> None:
    """As every error of the package."""
    copy = pickle.loads(pickle.dumps(ThingHasMoved({"from_": "a"})))

    assert (ThingHasMoved, {"from_": "a"}, "THING_HAS_MOVED") == (
        type(copy),
        copy.data,
        str(copy),
    )


def test_other_exceptions_come_through(plugins: ServicePlugins) -> None:
    """They are the caller's to handle; an app answers 500."""
    answering(plugins, ZeroDivisionError("secret"))

    with pytest.raises(ZeroDivisionError):
        plugins.process(ADDRESS, plugin_body({}))


# Which method is called ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/v1/rate",
        "/v1/rate/",
        "https://app.example/v1/rate",
        "https://app.example/a/b/v1/rate?x=/v1/burn#y",
    ],
)
def test_the_end_of_the_address_tells_the_method(
    plugins: ServicePlugins, address: str
) -> None:
    """Wix appends the method's path to whatever address the app has given."""
    answering(plugins, {"rating": {"stars": 1}})

    assert 200 == plugins.process(address, plugin_body({})).status


@pytest.mark.parametrize("component", ["THING_RATER", "thing_rater", "Thing_Rater"])
def test_the_longest_path_counts(plugins: ServicePlugins, component: str) -> None:
    """`/v1/things/v1/rate` ends with `/v1/rate`, too; components are told without regard to case."""
    answering(plugins, {"rating": {"stars": 1}})
    address = f"https://app.example{SOLD.path}"

    with pytest.raises(NoPluginHandlerError, match="/v1/things/v1/rate"):
        plugins.process(address, plugin_body({}, component=component))

    plugins.on(SOLD)(lambda _request, _context: None)
    assert b"{}" == plugins.process(address, plugin_body({}, component=component)).body


@pytest.mark.parametrize(
    ("address", "component"),
    [
        ("/v1/burn", "THING_RATER"),
        ("/v1/nope", "THING_RATER"),
        ("/v1/rate", "OTHER"),
        ("/v1/rate", None),
        ("/v1/rate", 7),
        ("", "THING_RATER"),
    ],
)
def test_what_has_no_handler_is_told(
    plugins: ServicePlugins, address: str, component: object
) -> None:
    """Nothing is called."""
    answering(plugins, AssertionError("called"))

    with pytest.raises(NoPluginHandlerError):
        plugins.process(address, plugin_body({}, component=component))


def test_a_method_has_one_handler(plugins: ServicePlugins) -> None:
    """There is one answer to give."""
    answering(plugins, {})

    with pytest.raises(ConfigurationError, match=r"test\.things\.rate has a handler"):
        answering(plugins, {})


# Who calls -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "evil.com"},
        {"iss": None},
        {"aud": "app-2"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"data": None},
        {"data": {"request": []}},
    ],
)
def test_what_wix_did_not_sign_for_this_app_is_refused(
    plugins: ServicePlugins, claims: dict[str, Any]
) -> None:
    """No handler runs."""
    answering(plugins, AssertionError("called"))

    with pytest.raises(WebhookError):
        plugins.process(ADDRESS, plugin_body({}, **claims))


def test_another_signature_is_refused(plugins: ServicePlugins) -> None:
    """No handler runs."""
    answering(plugins, AssertionError("called"))

    with pytest.raises(WebhookError, match="signature"):
        plugins.process(ADDRESS, sign_bytes(b"{}", key=other_private_key()))


@pytest.mark.parametrize("app_id", ["", None])
def test_the_app_must_be_known(app_id: Any) -> None:
    """A call is meant for one app."""
    with pytest.raises(ConfigurationError, match="app_id"):
        ServicePlugins(public_pem(), app_id=app_id)


def test_a_context_names_what_wix_says() -> None:
    """What is missing or odd is None, or empty."""
    context = PluginContext(
        {
            "currency": "EUR",
            "languages": ["en-US", 7],
            "identity": {"identityType": "MEMBER", "memberId": "m-1"},
        }
    )
    odd = PluginContext({"currency": 1, "languages": "en", "identity": []})

    assert ("EUR", ["en-US"], PluginIdentity("MEMBER", "m-1")) == (
        context.currency,
        context.languages,
        context.identity,
    )
    assert (None, [], None) == (odd.currency, odd.languages, odd.identity)
    assert PluginIdentity(None, None) == PluginContext({"identity": {}}).identity


# Async ---------------------------------------------------------------------------------------


def test_async_handlers_are_awaited(plugins: ServicePlugins) -> None:
    """And their errors are answers, too."""

    @plugins.on(RATE)
    async def rate(request: RateRequest, _context: PluginContext) -> RateResponse:
        await asyncio.sleep(0)
        if request.name == "gone":
            raise ThingIsGone
        return RateResponse(rating=Rating(stars=1))

    bodies = [plugin_body({"name": name}) for name in ("here", "gone")]
    answers = [asyncio.run(plugins.aprocess(ADDRESS, body)) for body in bodies]

    assert [200, 428] == [answer.status for answer in answers]


def test_async_handlers_need_an_event_loop(plugins: ServicePlugins) -> None:
    """`process` refuses them, and calls nothing."""

    @plugins.on(RATE)
    async def rate(_request: RateRequest, _context: PluginContext) -> RateResponse:
        pytest.fail("called")

    with pytest.raises(ConfigurationError, match="aprocess"):
        plugins.process(ADDRESS, plugin_body({}))


def test_sync_handlers_may_run_in_threads(plugins: ServicePlugins) -> None:
    """Then one that blocks doesn't block the event loop."""
    threads: list[int] = []

    @plugins.on(RATE)
    def rate(_request: RateRequest, _context: PluginContext) -> RateResponse:
        threads.append(threading.get_ident())
        return RateResponse(rating=Rating(stars=1))

    async def call() -> None:
        verified = plugins.verify(plugin_body({}))
        await plugins.adispatch(ADDRESS, verified, threads=True)
        await plugins.adispatch(ADDRESS, verified)

    asyncio.run(call())

    assert [False, True] == [one == threading.get_ident() for one in threads]


def test_nothing_is_logged_of_what_succeeds(
    plugins: ServicePlugins, caplog: pytest.LogCaptureFixture
) -> None:
    """Requests hold people's data."""
    caplog.set_level(logging.DEBUG)
    answering(plugins, {"rating": {"stars": 1}})

    plugins.process(ADDRESS, plugin_body({"name": "Ann"}))

    assert "" == caplog.text
    assert "Ann" not in json.dumps(repr(plugins))
