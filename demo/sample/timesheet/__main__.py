"""Print the report for one log file: `python3 -m timesheet log.txt`."""

import sys

from .log import parse_log
from .report import render


def main(arguments):
    """Return the exit code."""
    if len(arguments) != 1:
        print("usage: python3 -m timesheet LOG", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        print(render(parse_log(file)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
