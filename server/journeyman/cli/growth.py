"""journeyman growth: whether tasks go better than they used to."""

import argparse
import asyncio
import os
import secrets
from datetime import timedelta
from pathlib import Path

from ..errors import StorageError
from ..growth import EVER
from ..learning.growth import Growth, to_wire
from ..learning.growth_page import render_page
from ..learning.growth_text import describe
from ..settings import load_settings, system_environment
from ..workspace import open_workspace
from .options import add_workspace_option, workspace_folder
from .printing import clean, print_json

MAX_DAYS = 36_500


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_workspace_option(parser)
    parser.add_argument("--since", type=_days, metavar="DAYS", help="only tasks of the last DAYS days")
    parser.add_argument("--html", metavar="FILE", help="write a page with plots, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


async def run(args: argparse.Namespace) -> int:
    """Print how tasks went over time; 0, also when there is too little to tell."""
    environment = system_environment()
    root = workspace_folder(args)
    loaded = load_settings(environment=environment, workspace=None, overrides={})
    async with open_workspace(root, loaded, environment) as workspace:
        now = workspace.records.clock()
        growth = await workspace.growth(EVER if args.since is None else now - timedelta(days=args.since))
    if args.html is not None:
        page = await asyncio.to_thread(render_page, growth, title=f"Growth of {root.name}", now=now)
        await asyncio.to_thread(_write, Path(args.html), page)
    _print(growth, as_json=args.json)
    return 0


def _print(growth: Growth, *, as_json: bool) -> None:
    if as_json:
        print_json(to_wire(growth))
    else:
        print(clean(describe(growth)))


def _write(path: Path, page: str) -> None:
    """Write the whole page, or leave what is there."""
    # The file that a link leads to.
    path = Path(os.path.realpath(path))
    unfinished = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        try:
            unfinished.write_text(page, encoding="utf-8", errors="replace")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}. Name another file with --html.") from error


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to {MAX_DAYS:,}")
    return int(text)
