"""The command line: the only room that prints, and that decides of exit codes."""
