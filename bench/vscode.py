"""What the extension costs in a real VS Code: its start, the way of a prompt, a long conversation, and its size."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from figures import Figure

ROOT = Path(__file__).parents[1]
EXTENSION = ROOT / "vscode-extension"
TIMEOUT_SECONDS = 1_500
TRANSCRIPTS = 3


def vscode_figures() -> list[Figure]:
    vsix = _vsix()
    return [*_window_figures(vsix), *_transcript_figures(), _size(vsix)]


def _vsix() -> Path:
    """Return the package to measure. Raise SystemExit with what to do if something is missing."""
    if not (Path(os.environ.get("CODE_SERVER", ROOT / ".cache/code-server")) / ".ready").exists():
        raise SystemExit("code-server is not installed. Run make test-vscode.")
    named = os.environ.get("VSIX")
    packages = [Path(named)] if named else sorted((ROOT / "dist").glob("*.vsix"), key=lambda file: file.stat().st_mtime)
    if not packages:
        raise SystemExit("There is no vsix in dist/. Run make package.")
    return packages[-1]


def _window_figures(vsix: Path) -> list[Figure]:
    """Of VS Code with a browser, where a model answers at once: see vscode-extension/bench/*.bench.ts."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures.jsonl"
        command = ["node_modules/.bin/vitest", "run", "--config", "bench/vitest.config.mts"]
        ended = subprocess.run(
            command,
            check=False,
            cwd=EXTENSION,
            env={**os.environ, "FIGURES": str(told), "VSIX": str(vsix.resolve())},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        if ended.returncode != 0:
            raise SystemExit(f"The benchmarks in VS Code failed.\n{ended.stdout}\n{ended.stderr}")
        return [Figure(**json.loads(line)) for line in told.read_text().splitlines()]


def _transcript_figures() -> list[Figure]:
    """Of the conversation alone in a browser, with nothing else in its heap."""
    runs = [_transcript() for _ in range(TRANSCRIPTS)]
    return [
        Figure("the transcript alone, 10,000 messages: JS heap", "MB", [run["heapMb"] * 2**20 / 1e6 for run in runs]),
        Figure("… frame while it is scrolled, 95th percentile", "ms", [run["scroll"]["p95Ms"] for run in runs]),
        Figure("… frame while an answer grows, 95th percentile", "ms", [run["stream"]["p95Ms"] for run in runs]),
    ]


def _transcript() -> dict[str, Any]:
    command = ["node", "bench/transcript.mjs", "10000"]
    ended = subprocess.run(
        command, cwd=EXTENSION, check=True, stdout=subprocess.PIPE, text=True, timeout=TIMEOUT_SECONDS
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def _size(vsix: Path) -> Figure:
    return Figure("size of the vsix", "MB", [vsix.stat().st_size / 1e6])
