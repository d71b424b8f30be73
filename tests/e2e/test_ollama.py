"""A whole task over Ollama's own format: choose the model, ask for a window, call tools, answer."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from command import environment, journeyman

MODELS = {"chat:1b": ["completion"], "coder:7b": ["completion", "tools"]}
READ = {"function": {"name": "read_file", "arguments": {"path": "a.py"}}}
EDIT = {"function": {"name": "edit_file", "arguments": {"path": "a.py", "edits": [{"old": "x = 1", "new": "x = 2"}]}}}


class Ollama(ThreadingHTTPServer):
    """Answers as the server of August 2026 does; each request for a chat gets the next answer."""

    daemon_threads = True

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.chats = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    server: Ollama

    def log_message(self, format, *args):
        """Keep stderr quiet."""

    def do_GET(self):
        listed = [{"name": name, "model": name, "details": {}} for name in MODELS]
        self.reply({"/api/tags": {"models": listed}, "/api/ps": {"models": []}, "/api/version": {"version": "0.9"}})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/chat":
            self.server.chats.append(body)
            self.stream(self.server.answers.pop(0))
        else:
            shown = {"capabilities": MODELS[body["model"]], "model_info": {"qwen.context_length": 40_960}}
            self.reply({"/api/show": shown})

    def reply(self, answers):
        body = json.dumps(answers.get(self.path, {"error": "no such route"})).encode()
        self.send_response(200 if self.path in answers else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, answer):
        self.send_response(200)
        self.end_headers()
        for word in answer.get("text", "").split():
            self.line({"message": {"role": "assistant", "content": word + " "}, "done": False})
        calls = answer.get("tool_calls", [])
        counts = {"prompt_eval_count": 50, "eval_count": 5}
        self.line({"message": {"content": "", "tool_calls": calls}, "done": True, "done_reason": "stop", **counts})

    def line(self, value):
        self.wfile.write(json.dumps(value).encode() + b"\n")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    return tmp_path


def test_a_task_is_done_with_the_model_that_has_tools(project):
    answers = [{"tool_calls": [READ]}, {"tool_calls": [EDIT]}, {"text": "Changed x."}]
    with Ollama(answers).running() as server:
        env = environment(project, JOURNEYMAN_PROVIDER="ollama", JOURNEYMAN_ENDPOINT=server.url)
        ended = journeyman("run", "--mode", "act", "--json", "make x two", env=env, cwd=project)

    assert ended.code == 0, ended.err
    assert (project / "a.py").read_text() == "x = 2\n"
    assert ended.updates[-1]["usage"]["inputTokens"] == 150
    first, second, third = server.chats
    assert {chat["model"] for chat in server.chats} == {"coder:7b"}
    assert first["options"]["num_ctx"] == 32_768
    assert third["messages"][: len(second["messages"])] == second["messages"]
    assert [message["role"] for message in third["messages"]][-2:] == ["assistant", "tool"]


def test_a_model_without_tools_makes_constrained_calls(project):
    answers = [{"text": json.dumps({"tool": "read_file", "arguments": {"path": "a.py"}})}, {"text": '{"answer": "1"}'}]
    with Ollama(answers).running() as server:
        env = environment(project, JOURNEYMAN_PROVIDER="ollama", JOURNEYMAN_ENDPOINT=server.url)
        ended = journeyman("run", "--model", "chat:1b", "what is x?", env=env, cwd=project)

    assert (ended.code, ended.out.strip()) == (0, "1")
    assert "tools" not in server.chats[0]
    assert {"required": ["answer"]}.items() <= server.chats[0]["format"]["anyOf"][0].items()
    assert "x = 1" in server.chats[1]["messages"][-1]["content"]


def test_its_models_are_listed_with_what_they_can_do(project):
    with Ollama([]).running() as server:
        env = environment(project, JOURNEYMAN_ENDPOINT=server.url, JOURNEYMAN_PROVIDER="ollama")
        listed = json.loads(journeyman("models", "--json", env=env, cwd=project).out)

    assert {model["id"]: model["tools"] for model in listed} == {"chat:1b": False, "coder:7b": True}
