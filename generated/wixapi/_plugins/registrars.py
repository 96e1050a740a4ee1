"""Bases of the generated registrars. They stand beside the clients, so nothing is loaded for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from wixapi._plugins.method import PluginMethod
    from wixapi._plugins.plugins import BaseServicePlugins

HandlerT = TypeVar("HandlerT", bound=Callable[..., object])


class PluginRegistrarGroup:
    """Base of the generated groups: a package's registrars, made when they are used."""

    def __init__(self, plugins: BaseServicePlugins) -> None:
        self._plugins = plugins


class PluginRegistrar:
    """Base of the generated registrars: the methods of a service plugin, each with a typed method."""

    def __init__(self, plugins: BaseServicePlugins) -> None:
        self._plugins = plugins

    def _on(self, method: PluginMethod[Any, Any], handler: HandlerT) -> HandlerT:
        self._plugins.on(method)(handler)
        return handler
