"""Exit codes of the commands; 0 means success."""

NOT_SO = 1  # what was asked about is not so: stale, drifted, wrong under `lint`
BAD_INPUT = 2  # bad input or usage
INTERRUPTED = 130  # the code that a shell gives a program ended by Ctrl-C
DISTRUSTED = (
    3  # `fetch` and `update` stopped, since they don't trust what the portal served
)
