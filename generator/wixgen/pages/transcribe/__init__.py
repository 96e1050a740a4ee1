"""Transcribe field trees into the documented API, in the terms of the spec language."""
