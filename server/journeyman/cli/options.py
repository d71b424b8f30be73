"""Options that several commands share."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..settings import Loaded, load_settings


def add_workspace_option(parser: argparse.ArgumentParser) -> None:
    """--workspace DIR."""
    parser.add_argument(
        "--workspace",
        default=str(Path.cwd()),
        metavar="DIR",
        help="the folder to work in; this one if not given",
    )


def add_endpoint_options(parser: argparse.ArgumentParser) -> None:
    """--provider and --endpoint."""
    parser.add_argument("--provider", metavar="NAME", help="ollama, openai, lmstudio, nim, openrouter or llamacpp")
    parser.add_argument("--endpoint", metavar="URL", help="the address of the model server")


def load(args: argparse.Namespace, environment: Mapping[str, str], **overrides: Any) -> Loaded:
    """Load the settings; what the command line says wins."""
    for name in ("provider", "endpoint", "model"):
        overrides[name] = getattr(args, name, None)
    given = {name: value for name, value in overrides.items() if value not in (None, [])}
    return load_settings(environment=environment, workspace=Path(args.workspace), overrides=given)
