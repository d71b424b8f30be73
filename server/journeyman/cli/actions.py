"""Commands that are made of actions on a workspace."""

import argparse
from collections.abc import Awaitable, Callable, Iterator, Mapping

from ..keys import system_keys
from ..settings import Loaded, load_settings, system_environment
from ..workspace import Workspace, open_workspace
from .options import add_workspace_option, workspace_folder

Action = Callable[[argparse.Namespace, Workspace], Awaitable[int | None]]
"""Returns the exit code; None is 0."""


def add_actions(
    parser: argparse.ArgumentParser, actions: Mapping[str, tuple[str, Action]], *, json_help: str
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield each action, which comes with its help text, and its parser, with the options that all have."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (help_text, action) in actions.items():
        command = commands.add_parser(name, help=help_text)
        command.set_defaults(action_run=action)
        add_workspace_option(command)
        command.add_argument("--json", action="store_true", help=json_help)
        yield name, command


async def run_action(args: argparse.Namespace, loaded: Loaded | None = None) -> int:
    """Do what was asked in its workspace; errors are raised. The user's own settings count if no others are given."""
    environment = system_environment()
    root = workspace_folder(args)
    loaded = loaded or load_settings(environment=environment, workspace=None, overrides={})
    async with open_workspace(root, loaded, environment, find_key=system_keys().find) as workspace:
        action: Action = args.action_run
        return await action(args, workspace) or 0
