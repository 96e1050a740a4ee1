"""The command line: `python -m wixapi`, or `wixapi`."""

import sys

from wixapi._doctor.command import main

if __name__ == "__main__":
    sys.exit(main())
