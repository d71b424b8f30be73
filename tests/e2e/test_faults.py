"""What goes wrong around a task: broken text, pipes and streams, servers, folders, disks."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from command import journeyman, start, with_model
from journeyman.agent.messages import ToolResult
from model_server import ModelServer, to_event
from providers.fake_service import Says, fake_service, says_json

NOBODY = "http://127.0.0.1:9/v1"
DONE = {"text": "Done."}
READ = {"tool_calls": [{"name": "read_file", "arguments": {"path": "a.py", "first_line": 1}}]}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "a project ü"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    return folder


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def shell(line: str, *, env, cwd) -> "subprocess.CompletedProcess[str]":
    """Run `line` in a shell, in which `$J` is the command."""
    env = {**env, "J": f"{sys.executable} -m journeyman"}
    return subprocess.run(
        ["bash", "-c", line], check=False, env=env, cwd=cwd, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_characters_that_cannot_be_printed_do_not_end_the_task(project, home, encoding):
    with ModelServer([{"text": "half \ud83d of schön"}]).running() as server:
        env = with_model(home, server.url, PYTHONIOENCODING=encoding)
        as_text = journeyman("run", "gö", env=env, cwd=project)
        as_json = journeyman("run", "--json", "gö", env=env, cwd=project)

    assert (as_text.code, as_json.code) == (0, 0), as_text.err + as_json.err
    assert as_text.out.startswith("half ? of sch")
    chunks = [update["content"]["text"] for update in as_json.updates if update["kind"] == "agent_message_chunk"]
    assert "".join(chunks).strip() == "half \ud83d of schön"


def test_a_prompt_of_any_bytes_is_taken_and_found_again(project, home):
    with ModelServer([DONE]).running() as server:
        env = with_model(home, server.url)
        ended = shell("$J run $'caf\\xe9' && $J sessions list && $J sessions show \"\"", env=env, cwd=project)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("caf") == 3


@pytest.mark.parametrize("option", ["", "--json"])
def test_a_reader_that_goes_away_ends_the_task_quietly(project, home, option):
    with ModelServer([{"text": "word " * 20_000}]).running() as server:
        line = f"$J run {option} hi | head -c 10 > /dev/null; exit ${{PIPESTATUS[0]}}"
        ended = shell(line, env=with_model(home, server.url), cwd=project)

    assert ended.returncode == 1
    assert ended.stderr == ""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(project, home, closed):
    with ModelServer([READ, DONE]).running() as server:
        ended = shell(f"$J run hi {closed}", env=with_model(home, server.url), cwd=project)

    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
    assert len(server.asked) == 2


def test_a_folder_that_is_gone_is_told(project, home):
    line = 'mkdir gone; cd gone; rmdir ../gone; $J run hi; echo "code $?"'
    ended = shell(line, env=with_model(home, NOBODY), cwd=project)

    assert ended.stdout == "code 2\n"
    assert "--workspace" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [("--resume", "nosuchid", "hi"), ("--workspace", "/nowhere/at/all", "hi")])
def test_json_ends_idle_also_when_nothing_began(project, home, arguments):
    ended = journeyman("run", "--json", *arguments, env=with_model(home, NOBODY), cwd=project)

    [last] = ended.updates
    assert (last["kind"], last["state"], last["stopReason"]) == ("turn_state", "idle", "error")
    assert last["error"]["message"] in ended.err
    assert ended.code in (1, 2)


def test_an_empty_list_of_models_says_why(project, home):
    ended = journeyman("models", "--json", env=with_model(home, NOBODY), cwd=project)

    assert (ended.code, ended.out) == (1, "[]\n")
    assert "does not answer" in ended.err


def test_an_empty_id_resumes_nothing(project, home):
    ended = journeyman("run", "--resume", "", "hi", env=with_model(home, NOBODY), cwd=project)

    assert ended.code == 2
    assert "sessions list" in ended.err


async def test_what_a_server_says_cannot_drive_the_terminal(project, home):
    page = Says([b"<html>\x1b]0;owned\x07Bad \x1b[31mGateway</html>"], 400, {"Content-Type": "text/html"})
    models = says_json({"data": [{"id": "tiny\x1b[31m"}]})
    async with fake_service({"/v1/chat/completions": page, "/v1/models": models}) as service:
        env = with_model(home, f"{service.url}/v1")
        told = [
            await asyncio.to_thread(journeyman, *arguments, env=env, cwd=project)
            for arguments in (("run", "hi"), ("models",), ("doctor",))
        ]

    assert "Gateway" in told[0].err
    assert "tiny" in told[1].out
    assert not any("\x1b" in ended.out + ended.err for ended in told)


async def test_an_answer_that_breaks_off_is_kept_as_far_as_it_came(project, home):
    piece = to_event({"choices": [{"index": 0, "delta": {"content": "Half an ans"}}]})
    async with fake_service({"/v1/chat/completions": Says([piece], then="break")}) as service:
        env = with_model(home, f"{service.url}/v1")
        ended = await asyncio.to_thread(journeyman, "run", "--json", "hi", env=env, cwd=project)
    session_id = ended.updates[-1]["sessionId"]
    shown = journeyman("sessions", "show", "--json", session_id, env=env, cwd=project)

    assert ended.code == 1
    assert ended.updates[-1]["error"]["kind"] == "provider_unreachable"
    assert json.loads(shown.out)[-1]["text"] == "Half an ans"


def test_a_full_disk_ends_the_task_with_advice_and_leaves_a_valid_session(project, home):
    answers = [{**READ, "text": "words " * 2_000}] * 40
    with ModelServer(answers).running() as server:
        env = with_model(home, server.url)
        assert journeyman("sessions", "list", env=env, cwd=project).code == 0
        ended = shell("ulimit -f 300; $J run --json hi", env=env, cwd=project)
    last = json.loads(ended.stdout.splitlines()[-1])
    shown = journeyman("sessions", "export", "--json", last["sessionId"], env=env, cwd=project)

    assert ended.returncode == 1
    assert last["error"]["kind"] == "storage"
    assert "pace" in last["error"]["message"]
    assert shown.code == 0


def test_arguments_of_a_call_are_shown_as_the_model_wrote_them(project, home):
    with ModelServer([READ, DONE]).running() as server:
        env = with_model(home, server.url)
        session_id = journeyman("run", "--json", "hi", env=env, cwd=project).updates[-1]["sessionId"]
    shown = json.loads(journeyman("sessions", "show", "--json", session_id, env=env, cwd=project).out)

    assert shown[1]["toolCalls"][0]["arguments"] == {"path": "a.py", "first_line": 1}
    assert shown[2]["kind"] == ToolResult.__name__


def test_several_processes_share_a_workspace(project, home):
    edit = {"path": "a.py", "edits": [{"old": "x = 1", "new": "x = 2"}]}
    with ModelServer([{"tool_calls": [{"name": "edit_file", "arguments": edit}]}, DONE]).running() as server:
        env = with_model(home, server.url)
        processes = [start(["run", "--mode", "act", f"task {n}"], env=env, cwd=project) for n in range(4)]
        ended = [(*process.communicate(timeout=60), process.returncode) for process in processes]
    listed = json.loads(journeyman("sessions", "list", "--json", env=env, cwd=project).out)

    assert [code for *_, code in ended] == [0] * 4, ended
    assert len(listed) == 4
    assert (project / "a.py").read_text() == "x = 2\n"


def test_no_key_of_the_environment_is_shown_by_a_tool(project, home):
    keys = {"JOURNEYMAN_API_KEY": "sk-of-this-service", "OPENROUTER_API_KEY": "sk-of-another-service"}
    call = {"name": "run_command", "arguments": {"command": "env; cat /proc/$PPID/environ | tr '\\0' '\\n'"}}
    with ModelServer([{"tool_calls": [call]}, DONE]).running() as server:
        env = with_model(home, server.url, **keys)
        ended = journeyman("run", "--mode", "act", "--json", "hi", env=env, cwd=project)

    assert ended.code == 0
    assert "PATH=" in ended.out
    assert not any(key in ended.out + ended.err + server.asked[1].body.decode() for key in keys.values())


def test_a_placeholder_for_a_key_is_a_word_like_any_other(project, home):
    with ModelServer([READ, DONE]).running() as server:
        journeyman("run", "hi", env=with_model(home, server.url, JOURNEYMAN_API_KEY="x"), cwd=project)

    assert server.asked[1].json["messages"][-1]["content"] == "1|x = 1"


def test_what_runs_in_the_background_ends_with_the_task(project, home):
    os.mkfifo(project / "pipe")
    reading = os.open(project / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    call = {"name": "run_command", "arguments": {"command": "exec 3> pipe; sleep 1000", "background": True}}
    with ModelServer([{"tool_calls": [call]}, DONE]).running() as server:
        ended = journeyman("run", "--mode", "act", "hi", env=with_model(home, server.url), cwd=project)

    assert ended.code == 0
    # The end of the pipe: nobody who could write to it is left.
    assert os.read(reading, 1) == b""
    os.close(reading)


def test_a_session_in_use_is_not_resumed(project, home):
    os.mkfifo(project / "pipe")
    call = {"name": "run_command", "arguments": {"command": "cat pipe"}}
    with ModelServer([{"tool_calls": [call]}, DONE]).running() as server:
        env = with_model(home, server.url)
        first = start(["run", "--mode", "act", "--json", "one"], env=env, cwd=project)
        session_id = json.loads(first.stdout.readline())["sessionId"]
        next(line for line in first.stdout if '"tool_call"' in line)

        meanwhile = journeyman("run", "--resume", session_id, "two", env=env, cwd=project)
        (project / "pipe").write_text("out")
        first.communicate(timeout=60)
        later = journeyman("run", "--resume", session_id, "three", env=env, cwd=project)

    assert meanwhile.code == 1
    assert "in use by another Journeyman" in meanwhile.err
    assert later.code == 0
    results = [message["tool_call_id"] for message in server.asked[-1].json["messages"] if message["role"] == "tool"]
    assert results == ["call_0"]
