"""journeyman serve: the language server, as editors start it."""

import argparse
import ctypes
import logging
import sys
from contextlib import suppress

from ..errors import UsageError

MAX_PORT = 65535
M_ARENA_MAX = -8
"""Of mallopt(3)."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stdio", action="store_true", help="talk over stdin and stdout; this is the default")
    where.add_argument("--tcp", metavar="HOST:PORT", help="wait for editors on a port of this machine")


async def run(args: argparse.Namespace) -> int:
    """Serve until the editor ends it; 0 if it did so in order, else 1."""
    from ..lsp.server import server_factory  # noqa: PLC0415 - only once the arguments make sense, for start-up time.
    from ..lsp.transport import serve_stdio, serve_tcp  # noqa: PLC0415

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger(__package__.partition(".")[0]).setLevel(logging.INFO)
    _share_one_heap()
    create_server = server_factory()
    if args.tcp is None:
        return await serve_stdio(create_server())
    return await serve_tcp(create_server, *address(args.tcp))


def _share_one_heap() -> None:
    """Let all threads allocate from one heap, where the C library is glibc.

    It gives each thread one of its own, and what one has freed is of no use to the others: the server grew by
    0.6 MB a minute in `bench soak`, and by 0.3 with one heap (2026-11, measured for 30 minutes and for 4).
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def address(text: str) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`. Raise UsageError if it is none."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > MAX_PORT:
        raise UsageError(f"--tcp needs HOST:PORT, as in 127.0.0.1:4389, not {text!r}.")
    return host.strip("[]"), int(port)
