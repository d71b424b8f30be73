"""Run the real `journeyman` command in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 60
KEPT = ("PATH", "LANG", "SYSTEMROOT", "COVERAGE_PROCESS_START")
"""Nothing else of the tester's environment reaches the command."""

NO_KEYRING = "keyring.backends.null.Keyring"
"""The tester's own is not asked."""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def updates(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    ours = {"HOME": str(home), "JOURNEYMAN_HOME": str(home / "journeyman"), "PYTHON_KEYRING_BACKEND": NO_KEYRING}
    return {**kept, **ours, **more}


def with_model(home: Path, url: str, **more: str) -> dict[str, str]:
    """An environment in which the model is the server at `url`."""
    model = {"JOURNEYMAN_PROVIDER": "openai", "JOURNEYMAN_ENDPOINT": url, "JOURNEYMAN_MODEL": "tiny"}
    return environment(home, **model, JOURNEYMAN_CONTEXT_WINDOW="32000", **more)


def start(arguments: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "journeyman", *arguments],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def journeyman(*arguments: str, env: Mapping[str, str], cwd: Path, stdin: str = "") -> Ended:
    process = start(arguments, env=env, cwd=cwd)
    out, err = process.communicate(stdin, timeout=TIMEOUT_SECONDS)
    return Ended(process.returncode, out, err)
