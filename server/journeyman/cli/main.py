"""The command line: find the command, run it, turn errors into messages and exit codes.

Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 130 cancelled.
"""

import argparse
import asyncio
import io
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module

from .. import __version__
from ..errors import JourneymanError, SettingsError, UsageError
from .printing import clean

COMMANDS = {
    "run": "do one task in a workspace",
    "sessions": "list, show, search, import, export and delete conversations",
    "skills": "look at what was learned, judge it, share it",
    "memory": "look at what is remembered, correct it, forget it, take it elsewhere",
    "growth": "say whether tasks go better than they used to",
    "models": "list the models of every endpoint that was found, and try one out",
    "setup": "find a service and a model for this machine, try the model out, and write settings",
    "doctor": "say what was found on this machine, and what to do next",
    "serve": "talk to an editor: the language server",
}
"""Each command is a module of this folder with `configure(parser)` and `async run(args) -> int`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    _open_streams()
    args = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return asyncio.run(_until_signal(args.command_run, args))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as `head` does. Python flushes it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (UsageError, SettingsError) as error:
        print(f"journeyman: {clean(str(error))}", file=sys.stderr)
        return 2
    except JourneymanError as error:
        print(f"journeyman: {clean(str(error))}", file=sys.stderr)
        return 1


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the arguments; only the module of the command that was named is imported, for start-up time."""
    parser = argparse.ArgumentParser(prog="journeyman", description="A coding agent that learns your repository.")
    parser.add_argument("--version", action="version", version=f"journeyman {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = next((argument for argument in arguments if not argument.startswith("-")), "")
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text[0].upper() + help_text[1:] + ".")
        if name == wanted:
            module = import_module(f".{name}", __package__)
            module.configure(command)
            command.set_defaults(command_run=module.run)
    return parser.parse_args(arguments)


def _open_streams() -> None:
    """Make sure that all three standard streams are there and take any text.

    Each may have been closed by whoever started us, and a locale may know fewer characters than models
    print; they also print halves of surrogate pairs, which no encoding has.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Of the lowest free number, so that no file of ours takes the place of the stream.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")


async def _until_signal(run: Callable[[argparse.Namespace], Awaitable[int]], args: argparse.Namespace) -> int:
    """Cancel the command on SIGTERM, and when its terminal closes, as on Ctrl-C: it closes what it opened."""
    task = asyncio.ensure_future(run(args))
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGHUP):
            # `nohup` lets us ignore that the terminal closes.
            if signal.getsignal(number) is not signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await task
