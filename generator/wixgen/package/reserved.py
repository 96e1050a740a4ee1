"""Names that generated code can't have, by what they would name.

They are written out, since what Python and pydantic reserve differs from version to version and the
output must not. `tests/generator/package/test_names.py` holds them against the installed versions.
"""

from __future__ import annotations

import keyword

KEYWORDS = frozenset(keyword.kwlist)

#: Names in annotations of class bodies: an attribute of that name would hide them.
_ANNOTATIONS = frozenset(
    {"bool", "datetime", "dict", "float", "int", "list", "str", "tuple"}
)

# fmt: off
#: Attributes of pydantic's models and of their metaclass, and what the bodies of our models use.
FIELDS = KEYWORDS | _ANNOTATIONS | frozenset({
    "construct", "copy", "dict", "from_dict", "from_orm", "json", "model_computed_fields", "model_config",
    "model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra",
    "model_fields", "model_fields_set", "model_json_schema", "model_parametrized_name",
    "model_post_init", "model_rebuild", "model_validate", "model_validate_json",
    "model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json",
    "to_dict", "to_json", "update_forward_refs", "validate", "mro", "property", "register", "self",
})

#: Keywords that every method has.
PARAMETERS = KEYWORDS | frozenset({"changed_from", "on_conflict", "request_options", "self"})

METHODS = KEYWORDS | _ANNOTATIONS | frozenset({"deprecated", "wait_until_ready"})

#: Attributes of the clients, of `Webhooks` and of `ServicePlugins`, and modules of the runtime but for those in
#: `SHARED`.
PACKAGES = KEYWORDS | frozenset({
    "aclose", "adispatch", "aprocess", "asgi", "cached_property", "close", "common", "decode",
    "dispatch", "errors", "event_from_json", "fallback", "mypy", "on", "perform", "process", "repeats", "request",
    "ricos", "testing", "upload", "verify", "verify_service_plugin", "wsgi",
})

#: Folders of the runtime in which a package of Wix's stands, too, and the names in them that are the
#: runtime's. `wixapi.inbox` is the durable inbox, and `wixapi.inbox.conversations` a resource of
#: `@wix/inbox`: that is where people look for what the client has as `client.inbox.conversations`.
SHARED = {"inbox": frozenset({"conformance", "current"})}

MODULES = KEYWORDS | frozenset({"cached_property"}).union(*SHARED.values())

#: Where a class is used before it is defined, pydantic would find the builtin.
_BUILTINS = frozenset({
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup",
    "BlockingIOError", "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError",
    "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
    "DeprecationWarning", "EOFError", "Ellipsis", "EncodingWarning", "EnvironmentError",
    "Exception", "ExceptionGroup", "False", "FileExistsError", "FileNotFoundError",
    "FloatingPointError", "FutureWarning", "GeneratorExit", "IOError", "ImportError",
    "ImportWarning", "IndentationError", "IndexError", "InterruptedError", "IsADirectoryError",
    "KeyError", "KeyboardInterrupt", "LookupError", "MemoryError", "ModuleNotFoundError",
    "NameError", "None", "NotADirectoryError", "NotImplemented", "NotImplementedError", "OSError",
    "OverflowError", "PendingDeprecationWarning", "PermissionError", "ProcessLookupError",
    "PythonFinalizationError", "RecursionError", "ReferenceError", "ResourceWarning",
    "RuntimeError", "RuntimeWarning", "StopAsyncIteration", "StopIteration", "SyntaxError",
    "SyntaxWarning", "SystemError", "SystemExit", "TabError", "TimeoutError", "True", "TypeError",
    "UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError", "UnicodeError",
    "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError", "Warning",
    "WindowsError", "ZeroDivisionError",
})

#: What generated modules import or define.
_IMPORTED = frozenset({
    "Always", "Annotated", "Any", "AsyncPager", "Callable", "ClassVar", "Datetime", "Decimal",
    "DecimalText", "Field", "Guid", "Int64", "Literal", "Mapping", "Model", "NotGiven", "OnConflict", "Open", "Pager", "R", "RequestOptions",
    "Required", "Sequence", "StrEnum", "TABLES", "TypeAlias", "TypeVar", "TypedDict", "UNSET", "UUID",
})

CLASSES = _BUILTINS | _IMPORTED
# fmt: on

#: Constants of the modules in which each method has one of its own.
CONSTANTS = frozenset({"NOT_GIVEN", "TABLES"})

#: Classes of `_api.py`, `_hooks.py` and `_service_plugins.py`, beside which each package has its own.
GROUPS = frozenset({
    "AsyncClient", "AsyncRawWixClient", "AsyncWixClient", "BaseServicePlugins", "BaseWebhooks", "False",
    "Mapping", "None", "PATHS", "RawWixClient", "ServicePlugins", "SyncClient", "True", "Webhooks",
    "WixClient",
})  # fmt: skip
