"""The command line: find the command, run it, turn errors into messages and exit codes.

Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 130 cancelled.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module

from .. import __version__
from ..errors import JourneymanError, SettingsError, UsageError

COMMANDS = {
    "run": "do one task in a workspace",
    "sessions": "list, show, search, export and delete conversations",
    "models": "list the models of every endpoint that was found",
    "doctor": "say what was found on this machine, and what to do next",
}
"""Each command is a module of this folder with `configure(parser)` and `async run(args) -> int`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    args = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return asyncio.run(_until_signal(args.command_run, args))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; there is nobody left to tell.
        sys.stderr.close()
        return 1
    except (UsageError, SettingsError) as error:
        print(f"journeyman: {error}", file=sys.stderr)
        return 2
    except JourneymanError as error:
        print(f"journeyman: {error}", file=sys.stderr)
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


async def _until_signal(run: Callable[[argparse.Namespace], Awaitable[int]], args: argparse.Namespace) -> int:
    """Cancel the command on SIGTERM as on Ctrl-C, so that it closes what it opened."""
    task = asyncio.ensure_future(run(args))
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task
