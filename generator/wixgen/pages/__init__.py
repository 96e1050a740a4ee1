"""From Wix's documentation pages to documented APIs: read, resolve, transcribe."""
