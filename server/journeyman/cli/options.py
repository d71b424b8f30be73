"""Options that several commands share."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..settings import Loaded, load_settings


def add_workspace_option(parser: argparse.ArgumentParser) -> None:
    """--workspace DIR."""
    parser.add_argument(
        "--workspace",
        # What a command says is not to be overruled by the default of an action of it.
        default="." if parser.argument_default is None else parser.argument_default,
        metavar="DIR",
        help="the folder to work in; this one if not given",
    )


def add_endpoint_options(parser: argparse.ArgumentParser) -> None:
    """--provider and --endpoint."""
    parser.add_argument(
        "--provider", metavar="NAME", help="ollama, openai, lmstudio, nim, openrouter, bedrock or llamacpp"
    )
    parser.add_argument("--endpoint", metavar="URL", help="the address of the model server")


def workspace_folder(args: argparse.Namespace) -> Path:
    """Return the folder to work in, absolute. Raise UsageError if it cannot be told."""
    try:
        return Path(args.workspace).resolve()
    except (OSError, RuntimeError) as error:
        # The folder that the shell is in may be gone; links may form a loop.
        raise UsageError(
            f"{args.workspace} is no folder ({error}). Give the folder to work in with --workspace."
        ) from error


def load(args: argparse.Namespace, environment: Mapping[str, str], **overrides: Any) -> Loaded:
    """Load the settings; what the command line says wins."""
    for name in ("provider", "endpoint", "model"):
        overrides[name] = getattr(args, name, None)
    given = {name: value for name, value in overrides.items() if value not in (None, [])}
    return load_settings(environment=environment, workspace=workspace_folder(args), overrides=given)
