"""A WSGI app that receives webhooks; it needs no framework, and any can mount it.

from wixapi.wsgi import WebhookApp

app = WebhookApp(hooks)                                  # gunicorn module:app
flask_app.wsgi_app = DispatcherMiddleware(flask_app.wsgi_app, {"/wix": WebhookApp(hooks)})
"""

from wixapi._webhooks.adapters import Receiver
from wixapi._webhooks.wsgi import WebhookApp

__all__ = ["Receiver", "WebhookApp"]
