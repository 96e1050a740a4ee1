"""ASGI apps that receive webhooks and answer calls of service plugins; they need no framework, and any
can mount them.

from wixapi.asgi import ServicePluginApp, WebhookApp

app = WebhookApp(hooks)                                  # uvicorn module:app
fastapi_app.add_route("/wix", WebhookApp(hooks))         # below FastAPI, or Starlette
fastapi_app.mount("/plugins", ServicePluginApp(plugins)) # what stands below that address
"""

from wixapi._plugins.asgi import ServicePluginApp
from wixapi._webhooks.adapters import AsyncReceiver
from wixapi._webhooks.asgi import WebhookApp

__all__ = ["AsyncReceiver", "ServicePluginApp", "WebhookApp"]
