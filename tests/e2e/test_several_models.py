"""One model for the conversation, others for learning and summaries, and another one while the first is away."""

import json
import re

import pytest

from command import journeyman, with_model
from e2e.test_learning_run import FIRST, LEARNED, LESSON, TEST, task
from model_server import ModelServer

NOBODY = "http://127.0.0.1:9"
"""The port of the discard service, which no machine runs any more."""
READ = {"tool_calls": [{"name": "read_file", "arguments": {"path": "a.py"}}]}
DONE = {"text": "x is 1."}


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    return tmp_path


def settings(project, **options):
    folder = project / "home" / "journeyman"
    folder.mkdir(parents=True)
    lines = (f"{name} = {json.dumps(value)}" for name, value in options.items())
    (folder / "settings.toml").write_text("\n".join(lines))
    return project / "home"


def kinds(ended, kind):
    return [update for update in ended.updates if update["kind"] == kind]


def test_who_stands_in_does_the_task_and_the_user_is_told(project):
    with ModelServer([READ, DONE]).running() as server:
        home = settings(project, fallback_models=[f"small@{server.url}"])
        ended = journeyman("run", "--json", "what is x?", env=with_model(home, NOBODY), cwd=project)

    assert ended.code == 0, ended.err
    assert {asked.json["model"] for asked in server.asked} == {"small"}
    texts = [notice["text"] for notice in kinds(ended, "notice") if notice["noticeKind"] == "fallback"]
    # Once for the whole prompt: the second step goes on with who answered.
    assert texts == [f"The model service at {NOBODY}/v1 does not answer. Asking small@{server.url} instead."]


def test_in_a_terminal_it_is_told_beside_the_answer(project):
    with ModelServer([DONE]).running() as server:
        home = settings(project, fallback_models=[f"small@{server.url}"])
        ended = journeyman("run", "what is x?", env=with_model(home, NOBODY), cwd=project)

    assert (ended.code, ended.out.strip()) == (0, "x is 1.")
    assert f"Asking small@{server.url} instead." in ended.err
    assert re.search(r"Asking again in \d s\.", ended.err)


def test_when_nobody_answers_the_first_models_error_is_told(project):
    home = settings(project, fallback_models=["small@http://127.0.0.1:10"])
    ended = journeyman("run", "--json", "what is x?", env=with_model(home, NOBODY), cwd=project)

    assert ended.code == 1
    [error] = [update["error"] for update in kinds(ended, "turn_state") if "error" in update]
    assert error["kind"] == "provider_unreachable"
    assert NOBODY in error["message"]


def test_the_key_for_one_service_does_not_go_to_another(project):
    with ModelServer([DONE]).running() as server:
        home = settings(project, fallback_models=[f"small@{server.url}"])
        env = with_model(home, NOBODY, JOURNEYMAN_API_KEY="sk-only-for-the-first")
        journeyman("run", "--json", "what is x?", env=env, cwd=project)

    assert server.keys == [""]


def test_learning_asks_the_model_for_learning(project):
    for name in ("site/routes.py", "tests/test_home.py"):
        (project / name).parent.mkdir()
        (project / name).write_text(TEST if "test" in name else "ROUTES = [\n]\n")
    with ModelServer(task("orders")).running() as server, ModelServer([LESSON]).running() as teacher:
        home = settings(project, learning_model=f"teacher@{teacher.url}")
        ended = journeyman("run", "--mode", "act", FIRST, env=with_model(home, server.url), cwd=project)

    assert ended.code == 0, ended.err
    assert LEARNED in ended.err
    assert {asked.json["model"] for asked in server.asked} == {"tiny"}
    assert {asked.json["model"] for asked in teacher.asked} == {"teacher"}


def test_doctor_says_which_of_them_are_there(project):
    with ModelServer([DONE]).running() as server:
        home = settings(
            project,
            fallback_models=[f"tiny@{server.url}", f"gone@{NOBODY}"],
            learning_model=f"tiny@{server.url}",
            compaction_model=f"other@{NOBODY}",
            embedding_model=f"e@{server.url}",
        )
        ended = journeyman("doctor", "--json", env=with_model(home, server.url), cwd=project)

    checks = [check for check in json.loads(ended.out) if check["name"].endswith(" model")]
    assert [(check["name"], check["state"], check["message"].partition(": ")[0]) for check in checks] == [
        ("fallback model", "ok", f"tiny@{server.url}"),
        ("fallback model", "warning", f"gone@{NOBODY}"),
        ("learning model", "ok", f"tiny@{server.url}"),
        ("compaction model", "warning", f"other@{NOBODY}"),
        # This server has no embeddings, and says so.
        ("embedding model", "warning", f"e@{server.url}"),
    ]
    assert ended.code == 0
