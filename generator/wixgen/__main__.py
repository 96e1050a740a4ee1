"""`python -m wixgen` runs the command line."""

from wixgen.main import main

main()
