"""WSGI apps that receive webhooks and answer calls of service plugins; they need no framework, and any
can mount them.

from wixapi.wsgi import ServicePluginApp, WebhookApp

app = WebhookApp(hooks)                                  # gunicorn module:app
apps = {"/wix": WebhookApp(hooks), "/plugins": ServicePluginApp(plugins)}
flask_app.wsgi_app = DispatcherMiddleware(flask_app.wsgi_app, apps)
"""

from wixapi._plugins.wsgi import ServicePluginApp
from wixapi._webhooks.adapters import Receiver
from wixapi._webhooks.wsgi import WebhookApp

__all__ = ["Receiver", "ServicePluginApp", "WebhookApp"]
