"""`kill -9` at any moment of a task, or of learning from it, loses no lesson and learns none twice."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from skills_ref import validate
from sqlite_utils import Database

from command import TIMEOUT_SECONDS, journeyman, with_model
from journeyman.workspace import DATABASE
from model_server import ModelServer

KILLED = Path(__file__).parent.parent / "killed.py"
KILLS = 12
"""Of the steps, at random: each takes two seconds."""
NEVER = 1_000_000
CHECK = "python3 -m unittest discover -s tests"
TEST = "import unittest\n\nclass Test(unittest.TestCase):\n    def test(self):\n        pass\n"
TASK = "Add a page for orders to the site, with a route and a test."
QUESTION = "What is x?"


def call(tool, **arguments):
    return {"tool_calls": [{"name": tool, "arguments": arguments}]}


STEPS = [
    call("read_file", path="site/routes.py"),
    call("read_file", path="tests/test_home.py"),
    call("write_file", path="site/pages/orders.py", content="TITLE = 'A page'\n"),
    call("edit_file", path="site/routes.py", edits=[{"old": "ROUTES = [", "new": "ROUTES = [\n    'orders',"}]),
    call("write_file", path="tests/test_orders.py", content=TEST),
    call("run_command", command=CHECK),
    {"text": "Added the page for orders, with its route and a test."},
]
LESSON = {
    "reason": "Each page needs the same three places.",
    "decision": "new",
    "name": "add-a-page",
    "description": "Adds a page to the site, with its route and a test. Use when asked to add a page.",
    "when_to_use": "The site needs a new page.",
    "steps": ["Write `site/pages/<page>.py`.", "Add it to `site/routes.py`.", "Add `tests/test_<page>.py`."],
    "pitfalls": [],
    "check": f"`{CHECK}` passes.",
}


class Model(ModelServer):
    """Answers what it is asked, whoever asks and however often."""

    def next_answer(self, body):
        super().next_answer(body)
        messages = json.loads(body)["messages"]
        if "short instructions" in messages[0]["content"]:
            return {"text": json.dumps(LESSON)}
        if QUESTION in str(messages[-1]["content"]):
            return {"text": "It is x."}
        return STEPS[sum(message["role"] == "assistant" for message in messages)]

    @property
    def lessons(self):
        return sum("short instructions" in asked.json["messages"][0]["content"] for asked in self.asked)


def prepare(folder):
    shutil.rmtree(folder, ignore_errors=True)
    project = folder / "project"
    (project / "site").mkdir(parents=True)
    (project / "tests").mkdir()
    (project / "site/routes.py").write_text("ROUTES = [\n    'home',\n]\n")
    (project / "tests/test_home.py").write_text(TEST)
    return project, folder / "home"


def run_killed(step, project, env, log):
    """Return the exit code of a run that is killed at a step."""
    command = [sys.executable, str(KILLED), str(step), str(log), "run", "--mode", "act", TASK]
    with subprocess.Popen(
        command, env=env, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        return process.wait(TIMEOUT_SECONDS)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whenever_it_is_killed_one_skill_is_learned_once(tmp_path):
    chance = random.Random(20261123)
    with Model(STEPS).running() as server:
        project, home = prepare(tmp_path / "count")
        log = tmp_path / "log"
        assert run_killed(NEVER, project, with_model(home, server.url), log) == 0
        begun = log.read_text().splitlines()
        # Where the skill is written, each step; before that, some.
        closing = len(begun) - begun[::-1].index("judge") - 1
        early, late = range(30, closing), range(closing, len(begun) + 1)
        for step in [*chance.sample(early, KILLS // 4), *chance.sample(late, KILLS - KILLS // 4)]:
            server.asked.clear()
            project, home = prepare(tmp_path / "run")
            env = with_model(home, server.url)
            if run_killed(step, project, env, log) == 0:
                continue
            ended = journeyman("run", QUESTION, env=env, cwd=project)
            assert ended.code == 0, (step, ended.err)
            check(home, server, begun[step - 1], step)


def check(home, server, what, step):
    db = Database(home / "journeyman" / DATABASE)
    [outcome] = [one["outcome"] for one in db["episodes"].rows if one["prompt"] == TASK] or [None]
    jobs = [(one["kind"], one["state"]) for one in db["jobs"].rows]
    skills = [(one["name"], one["version"], one["episode_id"]) for one in db["skills"].rows]
    lessons = [(one["prompt"], one["fits"]) for one in db["lessons"].rows]
    db.close()
    folders = list((home / "journeyman/workspaces").glob("*/skills/*"))
    at = f"killed at step {step}: {what}"
    if outcome == "success":
        assert (jobs, skills, lessons) == ([("learn", "done")], [("add-a-page", 1, 1)], [(TASK, 1)]), at
        assert [(folder.name, validate(folder)) for folder in folders] == [("add-a-page", [])], at
        assert 1 <= server.lessons <= 2, at
    else:
        # It was killed before the work was done.
        assert (jobs, skills, folders, server.lessons) == ([], [], [], 0), at
