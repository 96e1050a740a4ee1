"""Strategies with access tokens: of apps, of visitors and members, and how each of them comes by one."""
