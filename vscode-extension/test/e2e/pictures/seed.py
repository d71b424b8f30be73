"""Let six weeks pass in a made-up workspace, for the pictures: `seed.py FOLDER HOME`

Its tasks are done by the real agent with a model that follows a script, each at its time, and the real learner
learns from them. So what the views show of it is what they would show of work like this.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from story import AUTHOR, EMAIL, FILES, Answers, Task
from weeks import TASKS

from journeyman.learner.learned import to_evidence
from journeyman.project.watching.events import Commit, Committed
from journeyman.review.consent import refuse_without_asking
from journeyman.settings import load_settings
from journeyman.workspace import FrontEnd, Workspace, open_workspace, opening

NOBODY = FrontEnd(refuse_without_asking("nobody is there"))
FINISH_SECONDS = 30
LEARNING_TOKENS = 1_900
ANSWER_TOKENS = 180


class Clock:
    """The time in the story; it goes on by itself."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.turned_at, self.time = time.monotonic(), now

    def turn(self, to: datetime) -> None:
        """Let it be another time."""
        self.turned_at, self.time = time.monotonic(), to

    def __call__(self) -> datetime:
        """Return what time it is."""
        return self.time + timedelta(seconds=time.monotonic() - self.turned_at)


class Story:
    """The workspace and its user."""

    def __init__(self, root: Path, home: Path, script: Path) -> None:
        self.root = root
        self.script = script
        self.clock = Clock(datetime.now(UTC))
        path = os.environ.get("PATH", os.defpath)
        self.environment = {"HOME": str(home), "JOURNEYMAN_HOME": str(home / "journeyman"), "PATH": path}

    async def play(self) -> None:
        """Do all of it."""
        opening.utc_now = self.clock
        self.clock.turn(self.clock.now - timedelta(days=45))
        for path, text in FILES.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("Begin")
        for task in TASKS:
            self.clock.turn(self.clock.now - timedelta(days=task.days_ago))
            await self.do(task)

    async def do(self, task: Task) -> None:
        """Do a task, let the user make of it what they do, and learn from it."""
        self.script.write_text(json.dumps(script_of(task)))
        given: dict[str, Any] = {"provider": "scripted", "endpoint": str(self.script), "mode": "act"}
        given["allow"] = ["run_command(make *)"]
        loaded = load_settings(environment=self.environment, workspace=self.root, overrides=given)
        async with open_workspace(self.root, loaded, self.environment) as workspace:
            workspace.learner.start()
            session = await workspace.open_session(NOBODY)
            async for _ in session.prompt(task.prompt, turn_id="t"):
                pass
            await self.judge(workspace, session.id, task)
            await workspace.close_session(session.id)
            if not await workspace.learner.finish(FINISH_SECONDS):
                raise TimeoutError(f"Nothing was learned from: {task.prompt}")
            if commit := self.commit(task.prompt):
                await see(workspace, commit)

    async def judge(self, workspace: Workspace, session_id: str, task: Task) -> None:
        """Let the user change lines and click."""
        if task.rewritten:
            path, old, new = task.rewritten
            text = (self.root / path).read_text()
            (self.root / path).write_text(text.replace(old, new))
        if task.thumb:
            told = to_evidence(task.thumb, "", workspace.records.clock())
            await workspace.learner.feedback(session_id, "t", told)

    def commit(self, task: str) -> Commit | None:
        """Commit what there is, as the user does it; None if there is nothing."""
        if not self.git("status", "--porcelain"):
            return None
        self.git("add", "--all")
        message = f"app: {task.partition(',')[0].partition('.')[0].lower()}"
        self.git("commit", "--quiet", "--message", message)
        changed = self.git("show", "--name-status", "--format=", "HEAD").splitlines()
        files = tuple((line.split("\t")[0], line.split("\t")[1]) for line in changed)
        return Commit(
            hash=self.git("rev-parse", "HEAD"),
            parents=(),
            amends="",
            at=self.clock(),
            author_is_user=True,
            message=message,
            files=files,
            is_cut_off=False,
        )

    def git(self, *arguments: str) -> str:
        """Run git as the user would at this time, whoever runs this."""
        who = {f"GIT_{role}_{what}": text for role in ("AUTHOR", "COMMITTER") for what, text in self.signature()}
        env = {**self.environment, **who, "GIT_CONFIG_GLOBAL": "/dev/null"}
        command = ["git", "-c", "commit.gpgsign=false", *arguments]
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=True, timeout=30)
        return done.stdout.strip()

    def signature(self) -> list[tuple[str, str]]:
        """Return who commits when."""
        return [("NAME", AUTHOR), ("EMAIL", EMAIL), ("DATE", self.clock().isoformat(timespec="seconds"))]


def script_of(task: Task) -> Answers:
    """Return the recorded run of a task. Later requests are longer, since they hold the earlier ones."""
    answers = task.answers
    whole = sum(range(5, 5 + len(answers)))
    told = [
        answer | {"usage": usage(task.tokens * (5 + number) // whole - ANSWER_TOKENS)}
        for number, answer in enumerate(answers)
    ]
    lessons = [
        {"schema": one["schema"], "text": json.dumps(one["answer"]), "usage": usage(LEARNING_TOKENS)}
        for one in task.lessons
    ]
    return [*told, *lessons]


def usage(input_tokens: int) -> dict[str, int]:
    """Return what a service says that it has counted."""
    return {"input_tokens": input_tokens, "output_tokens": ANSWER_TOKENS}


async def see(workspace: Workspace, commit: Commit) -> None:
    """Let a commit be seen, and the files of the project, as they are where an editor has it open."""

    async def happening() -> Any:
        yield Committed(commit)

    await workspace.onlooker.follow(happening())
    await workspace.memory.hearing.settled()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(Story(Path(sys.argv[1]), Path(sys.argv[2]), Path(folder) / "script.json").play())
