"""Real git repositories for tests, the same on every machine."""

import shutil
import subprocess
from pathlib import Path

GIT = shutil.which("git") or "git"
ENVIRONMENT = {
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str, text: str = "") -> str:
    done = subprocess.run(
        [GIT, "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        input=text,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout.strip()


def repository(folder: Path, *messages: str) -> Path:
    """A new repository in `folder` with an empty commit for each message."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet")
    for message in messages:
        git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return folder
