"""An ASGI app that receives webhooks; it needs no framework, and any can mount it.

from wixapi.asgi import WebhookApp

app = WebhookApp(hooks)                                  # uvicorn module:app
fastapi_app.add_route("/wix", WebhookApp(hooks))         # below FastAPI, or Starlette
"""

from wixapi._webhooks.adapters import AsyncReceiver
from wixapi._webhooks.asgi import WebhookApp

__all__ = ["AsyncReceiver", "WebhookApp"]
