"""`journeyman run` learns from a task before it ends, and never lets that change how the task ended."""

import json
import signal
import threading
from contextlib import contextmanager

import pytest

from command import TIMEOUT_SECONDS, journeyman, start, with_model
from model_server import ModelServer

CHECK = "python3 -m unittest discover -s tests"


def call(tool, **arguments):
    return {"tool_calls": [{"name": tool, "arguments": arguments}]}


TEST = "import unittest\n\nclass Test(unittest.TestCase):\n    def test(self):\n        pass\n"


def task(page):
    """Six calls that add a page, and the answer."""
    return [
        call("read_file", path="site/routes.py"),
        call("read_file", path="tests/test_home.py"),
        call("write_file", path=f"site/pages/{page}.py", content="TITLE = 'A page'\n"),
        call("edit_file", path="site/routes.py", edits=[{"old": "ROUTES = [", "new": f"ROUTES = [\n    '{page}',"}]),
        call("write_file", path=f"tests/test_{page}.py", content=TEST),
        call("run_command", command=CHECK),
        {"text": f"Added the page for {page}, with its route and a test."},
    ]


LESSON = {
    "text": json.dumps(
        {
            "reason": "Each page needs the same three places.",
            "decision": "new",
            "name": "add-a-page",
            "description": "Adds a page to the site, with its route and a test. Use when asked to add a page.",
            "when_to_use": "The site needs a new page.",
            "steps": ["Write `site/pages/<page>.py`.", "Add it to `site/routes.py`.", "Add `tests/test_<page>.py`."],
            "pitfalls": [],
            "check": f"`{CHECK}` passes.",
        }
    )
}
FIRST = "Add a page for orders to the site, with a route and a test."
SECOND = "Add a page for invoices to the site, with a route and a test."
LEARNED = "Learned add-a-page (candidate, version 1). See: journeyman skills show add-a-page"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "site").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "site/routes.py").write_text("ROUTES = [\n    'home',\n]\n")
    (folder / "tests/test_home.py").write_text(TEST)
    return folder


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def run(project, home, answers, *arguments):
    with ModelServer(answers).running() as server:
        ended = journeyman("run", "--mode", "act", *arguments, env=with_model(home, server.url), cwd=project)
    return ended, server


def skills(project, home, *arguments):
    return json.loads(journeyman("skills", *arguments, "--json", env=with_model(home, "http://x"), cwd=project).out)


def learning_state(project, home):
    ended = journeyman("doctor", "--json", env=with_model(home, "http://127.0.0.1:9/v1"), cwd=project)
    [state] = [check for check in json.loads(ended.out) if check["name"] == "learning"]
    return state


def test_a_task_that_went_well_teaches_a_skill_before_the_command_ends(project, home):
    ended, server = run(project, home, [*task("orders"), LESSON], FIRST)

    assert ended.code == 0, ended.err
    assert ended.err.splitlines()[-2:] == ["Learning from this task …", LEARNED]
    assert len(server.asked) == len(task("orders")) + 1
    [skill] = skills(project, home, "list")
    assert (skill["name"], skill["state"], skill["version"], skill["problem"]) == ("add-a-page", "candidate", 1, "")


def test_a_task_of_four_calls_teaches_nothing(project, home):
    ended, server = run(project, home, [*task("orders")[2:], LESSON], FIRST)

    assert ended.code == 0
    assert "earn" not in ended.err
    assert len(server.asked) == 5
    assert skills(project, home, "list") == []


def test_with_json_what_was_learned_follows_the_end_of_the_turn(project, home):
    ended, _ = run(project, home, [*task("orders"), LESSON], "--json", FIRST)

    idle, learned = ended.updates[-2:]
    assert (idle["kind"], idle["state"], idle["stopReason"]) == ("turn_state", "idle", "end_turn")
    assert (learned["kind"], learned["what"], learned["name"]) == ("skill_learned", "learned", "add-a-page")
    assert learned["turnId"] == idle["turnId"]


def test_a_similar_task_finds_the_skill_and_does_not_double_it(project, home):
    run(project, home, [*task("orders"), LESSON], FIRST)

    ended, server = run(project, home, [*task("invoices"), LESSON], "--json", SECOND)

    [used] = [update for update in ended.updates if update["kind"] == "skills_used"]
    assert [skill["name"] for skill in used["skills"]] == ["add-a-page"]
    assert "add-a-page" in json.dumps(server.asked[0].json["messages"][1])
    assert [skill["name"] for skill in skills(project, home, "list")] == ["add-a-page"]


def test_a_skill_that_was_asked_for_is_in_the_prompt_whole(project, home):
    run(project, home, [*task("orders"), LESSON], FIRST)

    ended, server = run(project, home, [{"text": "Done."}], "--skill", "add-a-page", "Do it for the imprint.")

    assert ended.code == 0
    assert "Skills: add-a-page (asked for by the user)" in ended.err
    assert "Add it to `site/routes.py`." in server.asked[0].json["messages"][-1]["content"]


def test_a_skill_that_does_not_exist_ends_the_command_before_anything_is_asked(project, home):
    run(project, home, [*task("orders"), LESSON], FIRST)

    ended, server = run(project, home, [{"text": "Done."}], "--json", "--skill", "add-page", "hi")

    assert ended.code == 1
    assert "Did you mean add-a-page?" in ended.err
    [last] = ended.updates
    assert (last["stopReason"], last["error"]["kind"]) == ("error", "skill")
    assert server.asked == []


def test_no_learn_leaves_it_for_the_next_time(project, home):
    first, server = run(project, home, [*task("orders"), LESSON], "--no-learn", FIRST)

    assert first.code == 0
    assert len(server.asked) == len(task("orders"))
    assert learning_state(project, home)["message"] == "1 task waits to be learned from"

    second, server = run(project, home, [{"text": "It is x."}, LESSON], "What is x?")

    assert second.err.splitlines()[-1] == LEARNED
    assert len(server.asked) == 2


def test_an_answer_that_teaches_nothing_is_told_and_does_not_fail_the_command(project, home):
    ended, server = run(project, home, [*task("orders"), {"text": "Let me think about it."}], FIRST)

    assert ended.code == 0
    assert ended.err.splitlines()[-1].startswith("The model's answer could not be used: ")
    assert len(server.asked) == len(task("orders")) + 2


def test_a_service_that_goes_away_while_it_learns_is_told_and_does_not_fail_the_command(project, home):
    def go_away(index):
        if index >= len(task("orders")):
            raise ConnectionAbortedError

    with ModelServer(task("orders"), on_request=go_away).running() as server:
        ended = journeyman("run", "--mode", "act", FIRST, env=with_model(home, server.url), cwd=project)

    assert ended.code == 0
    assert ended.err.splitlines()[-1].startswith("It is not learned yet, and that goes on with the next task. ")
    state = learning_state(project, home)
    assert (state["state"], state["message"].partition(":")[0]) == ("warning", "1 task waits to be learned from")


@contextmanager
def held_while_learning(project, home):
    """A run whose task is over, and whose learning the model has been asked for and does not answer."""
    asked, released = threading.Event(), threading.Event()
    answers = [*task("orders"), LESSON]

    def hold(index):
        if index == len(answers) - 1:
            asked.set()
            released.wait(TIMEOUT_SECONDS)

    with ModelServer(answers, on_request=hold).running() as server:
        arguments = ["run", "--mode", "act", "--json", FIRST]
        with start(arguments, env=with_model(home, server.url), cwd=project) as process:
            try:
                assert asked.wait(TIMEOUT_SECONDS)
                yield process, released
            finally:
                released.set()
                process.kill()


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_learning_and_leaves_it_for_the_next_time(project, home, signal_number):
    with held_while_learning(project, home) as (process, _):
        process.send_signal(signal_number)
        out, err = process.communicate(timeout=TIMEOUT_SECONDS)

    assert (process.returncode, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["stopReason"] == "end_turn"
    assert learning_state(project, home)["message"] == "1 task waits to be learned from"


def test_what_a_killed_process_has_not_learned_is_learned_the_next_time(project, home):
    with held_while_learning(project, home) as (process, _):
        process.kill()
        process.wait()

    ended, _ = run(project, home, [{"text": "It is x."}, LESSON], "What is x?")

    assert ended.err.splitlines()[-1] == LEARNED


def test_a_reader_who_leaves_when_the_turn_is_over_does_not_fail_the_command(project, home):
    with held_while_learning(project, home) as (process, released):
        while json.loads(process.stdout.readline()).get("state") != "idle":
            pass
        process.stdout.close()
        released.set()
        code = process.wait(TIMEOUT_SECONDS)
        err = process.stderr.read()

    assert (code, err) == (0, "")
    assert len(skills(project, home, "list")) == 1


def test_a_session_can_be_resumed_while_its_task_is_learned_from(project, home):
    with held_while_learning(project, home) as (process, _):
        while (update := json.loads(process.stdout.readline())).get("state") != "idle":
            pass

        ended, _ = run(project, home, [{"text": "It is x."}], "--resume", update["sessionId"], "What is x?")

    assert (ended.code, ended.out) == (0, "It is x. \n")
