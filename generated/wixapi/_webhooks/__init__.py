"""Webhooks: from a request's body to the handlers of its event."""
