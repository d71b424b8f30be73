"""`journeyman run` as a user at a terminal, or a script, sees it."""

import json
import signal
import threading

import pytest

from command import environment, journeyman, start, with_model
from model_server import ModelServer

READ = {"tool_calls": [{"name": "read_file", "arguments": {"path": "a.py"}}]}
EDIT = {
    "tool_calls": [{"name": "edit_file", "arguments": {"path": "a.py", "edits": [{"old": "x = 1", "new": "x = 2"}]}}]
}
DONE = {"text": "Changed x."}


def command(line: str):
    return {"tool_calls": [{"name": "run_command", "arguments": {"command": line}}]}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    return folder


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def run(project, home, answers, *arguments, stdin="", env=None):
    with ModelServer(answers).running() as server:
        ended = journeyman("run", *arguments, env=env or with_model(home, server.url), cwd=project, stdin=stdin)
    return ended, server


def test_a_task_edits_a_file(project, home):
    ended, _ = run(project, home, [READ, EDIT, DONE], "--mode", "act", "make x two")

    assert ended.code == 0, ended.err
    assert (project / "a.py").read_text() == "x = 2\n"
    assert ended.out == "Changed x. \n"
    assert "+x = 2" in ended.err


def test_json_prints_one_update_a_line_and_ends_idle(project, home):
    ended, _ = run(project, home, [READ, EDIT, DONE], "--mode", "act", "--json", "make x two")

    kinds = [update["kind"] for update in ended.updates]
    assert kinds[0] == "turn_state"
    assert {
        "user_message_chunk",
        "tool_call",
        "tool_call_update",
        "agent_message_chunk",
        "usage_update",
    } <= set(kinds)
    last = ended.updates[-1]
    assert (last["kind"], last["state"], last["stopReason"]) == ("turn_state", "idle", "end_turn")
    assert last["usage"] == {"inputTokens": 300, "outputTokens": 30, "cachedTokens": 0, "totalTokens": 330}
    diffs = [part for update in ended.updates for part in update.get("content", ()) if part == part_of_diff(part)]
    assert [(diff["oldText"], diff["newText"]) for diff in diffs] == [("x = 1\n", "x = 2\n")]


def part_of_diff(part):
    return part if isinstance(part, dict) and part.get("type") == "diff" else None


def test_without_a_terminal_what_would_be_asked_is_refused_and_the_model_is_told(project, home):
    ended, server = run(project, home, [EDIT, DONE], "make x two")

    assert ended.code == 0
    assert (project / "a.py").read_text() == "x = 1\n"
    assert "no terminal" in server.asked[1].json["messages"][-1]["content"]


def test_a_rule_allows_what_would_be_asked(project, home):
    run(project, home, [EDIT, DONE], "--allow", "edit_file(*.py)", "make x two")

    assert (project / "a.py").read_text() == "x = 2\n"


def test_plan_mode_changes_nothing(project, home):
    ended, server = run(project, home, [EDIT, command("touch made"), DONE], "--mode", "plan", "make x two")

    assert ended.code == 0
    assert (project / "a.py").read_text() == "x = 1\n"
    assert not (project / "made").exists()
    assert "lan mode" in server.asked[0].json["messages"][0]["content"]


def test_the_floor_holds_in_act_mode(project, home):
    ended, server = run(
        project, home, [command("rm -rf ~"), DONE], "--mode", "act", "--allow", "run_command", "clean up"
    )

    assert ended.code == 0
    assert home.exists()
    assert "error" in json.dumps(server.asked[1].json["messages"][-1]).lower() or server.asked[1]


def test_the_prompt_comes_from_stdin(project, home):
    ended, server = run(project, home, [DONE], "-", stdin="what is x?\n")

    assert ended.code == 0
    assert server.asked[0].json["messages"][-1]["content"] == "what is x?"


def test_instructions_of_the_repository_are_part_of_the_system_prompt(project, home):
    (project / "AGENTS.md").write_text("Use tabs.\n")

    _, server = run(project, home, [DONE], "hi")

    assert "Use tabs." in server.asked[0].json["messages"][0]["content"]


def test_each_request_is_a_prefix_of_the_next(project, home):
    _, server = run(project, home, [READ, EDIT, command("cat a.py"), DONE], "--mode", "act", "make x two")

    for earlier, later in zip(server.asked, server.asked[1:], strict=False):
        prefix = json.dumps(earlier.json["messages"])[:-1]
        assert json.dumps(later.json["messages"]).startswith(prefix)
        assert later.json["tools"] == earlier.json["tools"]


def test_a_session_is_resumed_with_its_history(project, home):
    first, _ = run(project, home, [READ, DONE], "--json", "what is x?")
    session_id = first.updates[-1]["sessionId"]

    second, server = run(project, home, [DONE], "--json", "--resume", session_id[:10], "and y?")

    assert second.updates[-1]["sessionId"] == session_id
    contents = [message["content"] for message in server.asked[0].json["messages"] if message["role"] == "user"]
    assert contents == ["what is x?", "and y?"]


def test_a_server_that_is_away_is_an_error_that_says_what_to_do(project, home):
    ended = journeyman("run", "--json", "hi", env=with_model(home, "http://127.0.0.1:9/v1"), cwd=project)

    assert ended.code == 1
    assert ended.updates[-1]["stopReason"] == "error"
    assert "JOURNEYMAN_ENDPOINT" in ended.updates[-1]["error"]["message"]


def test_the_key_reaches_neither_commands_nor_files_nor_the_model(project, home):
    key = "sk-very-secret-1234"
    (project / "leak.txt").write_text(f"key={key}\n")
    answers = [
        command("env"),
        {"tool_calls": [{"name": "read_file", "arguments": {"path": "leak.txt"}}]},
        DONE,
    ]
    with ModelServer(answers).running() as server:
        env = with_model(home, server.url, JOURNEYMAN_API_KEY=key)
        ended = journeyman("run", "--mode", "act", "--json", "hi", env=env, cwd=project)

    assert ended.code == 0
    assert key not in ended.out + ended.err
    assert not any(key.encode() in asked.body for asked in server.asked)
    assert not any(key.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run"], "empty"),
        (["run", "--mode", "fly", "hi"], "invalid choice"),
        (["run", "--workspace", "/nowhere/at/all", "hi"], "no folder"),
        (["run", "--allow", "edit_file(", "hi"], "rule"),
        (["fly"], "invalid choice"),
    ],
)
def test_wrong_usage_exits_with_2(project, home, arguments, complaint):
    ended = journeyman(*arguments, env=with_model(home, "http://127.0.0.1:9/v1"), cwd=project)

    assert ended.code == 2
    assert complaint in ended.err


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_the_turn_and_its_command(project, home, signal_number):
    asked = threading.Event()
    answers = [command("echo started > started; exec sleep 1000"), DONE]
    with ModelServer(answers, on_request=lambda _: asked.set()).running() as server:
        env = with_model(home, server.url)
        process = start(["run", "--mode", "act", "--json", "wait"], env=env, cwd=project)
        assert process.stdout
        for line in process.stdout:
            if json.loads(line)["kind"] == "tool_call":
                break
        process.send_signal(signal_number)
        out, _ = process.communicate(timeout=30)

    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["stopReason"] == "cancelled"
    listing = journeyman("sessions", "list", "--json", env=env, cwd=project)
    [session] = json.loads(listing.out)
    shown = json.loads(journeyman("sessions", "show", session["sessionId"], "--json", env=env, cwd=project).out)
    assert shown[-1]["kind"] == "ToolResult"
    assert shown[-1]["isError"]


def test_sessions_are_listed_searched_exported_and_deleted(project, home):
    with ModelServer([DONE]).running() as server:
        env = with_model(home, server.url)
        journeyman("run", "explain the frobnicator", env=env, cwd=project)

    def sessions(*arguments):
        return journeyman("sessions", *arguments, env=env, cwd=project)

    [listed] = json.loads(sessions("list", "--json").out)
    assert listed["title"] == "explain the frobnicator"
    [hit] = json.loads(sessions("search", "--json", "where is the frobnicator?").out)
    assert hit["sessionId"] == listed["sessionId"]
    exported = [json.loads(line) for line in sessions("export", listed["sessionId"]).out.splitlines()]
    assert len(exported) == 3
    assert "explain the frobnicator" in sessions("show", listed["sessionId"]).out
    assert sessions("delete", listed["sessionId"]).code == 2
    assert sessions("delete", "--yes", listed["sessionId"]).code == 0
    assert json.loads(sessions("list", "--json").out) == []


def test_doctor_says_what_is_missing(project, home):
    with ModelServer([DONE]).running() as server:
        good = journeyman("doctor", "--json", env=with_model(home, server.url), cwd=project)
    bad = journeyman("doctor", env=with_model(home, "http://127.0.0.1:9/v1"), cwd=project)

    assert {check["state"] for check in json.loads(good.out)} == {"ok"}
    assert bad.code == 1
    assert "JOURNEYMAN_ENDPOINT" in bad.out


def test_version_needs_no_settings(project, home):
    ended = journeyman("--version", env=environment(home, JOURNEYMAN_MODE="nonsense"), cwd=project)

    assert (ended.code, ended.out.split()[0]) == (0, "journeyman")
