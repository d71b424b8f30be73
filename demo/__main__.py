"""The main job on a sample repository: `make demo`.

A copy of the sample, in a temporary folder, has a failing test. The agent fixes it with a model that is
found on this machine or named by JOURNEYMAN_ENDPOINT; where there is none, a recorded run is played.
"""

import asyncio
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from journeyman.memory.database import DatabaseThread
from journeyman.memory.episodes import EpisodeStore
from journeyman.providers import find_endpoints
from journeyman.workspace import DATABASE, utc_now

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
TASK = "A test fails. Find out why, fix the cause, and check that all tests pass."
TEST = [sys.executable, "-m", "unittest", "discover", "-s", "tests"]
PYTHON_LEFTOVERS = shutil.ignore_patterns("__pycache__")


async def main() -> int:
    environment = await choose_model(dict(os.environ))
    with tempfile.TemporaryDirectory(prefix="journeyman-demo-") as folder:
        workspace, home = Path(folder) / "timesheet", Path(folder) / "home"
        shutil.copytree(SAMPLE, workspace, ignore=PYTHON_LEFTOVERS)
        environment["JOURNEYMAN_HOME"] = str(home)
        heading("Before: one test fails")
        run_tests(workspace)
        heading(f"The task: {TASK}")
        command = [
            sys.executable,
            "-m",
            "journeyman",
            "run",
            "--mode",
            "act",
            "--workspace",
            str(workspace),
            TASK,
        ]
        process = await asyncio.create_subprocess_exec(*command, env=environment)
        if code := await process.wait():
            print(f"\nThe task ended with exit code {code}.", file=sys.stderr)
            return code
        heading("What changed")
        print("".join(changes(workspace)), end="")
        heading("After")
        passed = run_tests(workspace)
        heading("The episode")
        await show_episode(home)
        return 0 if passed else 1


async def choose_model(environment: dict[str, str]) -> dict[str, str]:
    """Say, before anything else, which model does the work."""
    if endpoint := environment.get("JOURNEYMAN_ENDPOINT"):
        print(f"The model at {endpoint} does the work.")
    elif found := await find_endpoints(environment):
        print(f"The model at {found[0].base_url} does the work; it was found on this machine.")
    else:
        print("No model was found, so a scripted model plays a recorded run: what follows shows the machinery only.")
        environment |= {
            "JOURNEYMAN_PROVIDER": "scripted",
            "JOURNEYMAN_ENDPOINT": str(HERE / "recorded_run.json"),
            "JOURNEYMAN_MODEL": "recorded",
        }
    return environment


def run_tests(workspace: Path) -> bool:
    """Run the sample's tests and show the end of what they print."""
    ended = subprocess.run(TEST, cwd=workspace, capture_output=True, text=True, check=False)
    print("\n".join(ended.stderr.strip().splitlines()[-12:]))
    return ended.returncode == 0


def changes(workspace: Path) -> Iterator[str]:
    """Compare the workspace with the sample that it was copied from."""
    paths = {path.relative_to(folder) for folder in (SAMPLE, workspace) for path in folder.rglob("*.py")}
    for path in sorted(paths):
        old, new = (lines_of(folder / path) for folder in (SAMPLE, workspace))
        yield from difflib.unified_diff(old, new, f"before/{path}", f"after/{path}")


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []


async def show_episode(home: Path) -> None:
    thread = await DatabaseThread.open(home / DATABASE, now=utc_now())
    try:
        [workspace] = await thread.run(
            lambda db: [row["workspace"] for row in db.query("SELECT workspace FROM episodes")]
        )
        [episode] = await thread.run(lambda db: list(EpisodeStore(db, workspace).list()))
    finally:
        await thread.aclose()
    print(
        f"model {episode.model} · {episode.steps} steps · {episode.tool_calls} tool calls · "
        f"{episode.usage.input_tokens:,} tokens in, {episode.usage.output_tokens:,} out · {episode.seconds:.1f} s"
    )


def heading(text: str) -> None:
    print(f"\n── {text}", flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
