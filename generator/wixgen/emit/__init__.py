"""From the package model to files: models, templates, formatting, writing."""
