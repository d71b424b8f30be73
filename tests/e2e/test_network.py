"""Nothing is contacted but the model's server: every connection of the process is noted."""

import pytest

from command import environment, journeyman, with_model
from model_server import ModelServer

HOOK = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        address = arguments[1] if event != "socket.getaddrinfo" else arguments[:2]
        if isinstance(address, tuple):
            with open(os.environ["NOTED"], "a") as file:
                file.write(f"{address[0]}:{address[1]}\\n")

sys.addaudithook(note)
"""


@pytest.fixture
def noted(tmp_path):
    """A file that lists where the command connected to, and the variables that make it do so."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(HOOK)
    file = tmp_path / "noted"
    file.touch()
    return file, {"PYTHONPATH": str(hooks), "NOTED": str(file)}


def test_a_task_contacts_the_models_server_alone(tmp_path, noted):
    file, variables = noted
    with ModelServer([{"tool_calls": [{"name": "list_files", "arguments": {}}]}, {"text": "Hi."}]).running() as server:
        ended = journeyman("run", "hello", env=with_model(tmp_path, server.url, **variables), cwd=tmp_path)

    assert ended.code == 0, ended.err
    assert set(file.read_text().split()) == {server.url.removeprefix("http://").removesuffix("/v1")}
    assert server.other_paths == []


def test_looking_for_models_stays_on_this_machine(tmp_path, noted):
    file, variables = noted
    journeyman("doctor", env=environment(tmp_path, **variables), cwd=tmp_path)

    hosts = {line.rpartition(":")[0] for line in file.read_text().split()}
    assert hosts <= {"127.0.0.1", "::1", "localhost"}
    assert hosts


@pytest.mark.parametrize("arguments", [["--version"], ["sessions", "list"]])
def test_what_needs_no_model_contacts_nobody(tmp_path, noted, arguments):
    file, variables = noted
    journeyman(*arguments, env=environment(tmp_path, **variables), cwd=tmp_path)

    assert file.read_text() == ""
