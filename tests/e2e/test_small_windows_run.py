"""A task of many steps on the command line, with a server that holds 8,000 tokens and refuses what is more."""

import json

from command import journeyman, with_model
from long_task import ANSWER, PROMPT, SUMMARY, is_done, make_project, steps
from model_server import Answer, ModelServer

WINDOW = 8_000
CHARACTERS_PER_TOKEN = 3
"""Of the request as it comes over the wire, JSON and all: more tokens than most servers would count."""


class SmallServer(ModelServer):
    """Like llama.cpp: says how large its window is, counts what it reads, and refuses what does not fit."""

    def __init__(self, window: int = WINDOW) -> None:
        super().__init__([])
        self.window = window
        self.models = [{"id": "tiny", "object": "model", "meta": {"n_ctx": window}}]
        self.steps = steps()
        self.requests = self.refused = self.summaries = 0
        self.missed: list[str] = []
        """What results should have held."""
        self.awaited = ""

    def next_answer(self, body: bytes) -> Answer:
        tokens = len(body) // CHARACTERS_PER_TOKEN
        request = json.loads(body)
        with self._lock:
            self.requests += 1
            if tokens > self.window:
                self.refused += 1
                return {"error": self._too_long(tokens)}
            usage = {"prompt_tokens": tokens, "completion_tokens": 50}
            return self._answer(request) | {"usage": usage}

    def _too_long(self, tokens: int) -> Answer:
        return {
            "code": 400,
            "message": "the request exceeds the available context size, try increasing it",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": tokens,
            "n_ctx": self.window,
        }

    def _answer(self, request: Answer) -> Answer:
        if "tools" not in request:
            self.summaries += "summarize" in request["messages"][0]["content"]
            return {"text": SUMMARY}
        if self.awaited not in request["messages"][-1]["content"]:
            self.missed.append(self.awaited)
        if not self.steps:
            return {"text": ANSWER}
        step = self.steps.pop(0)
        self.awaited = step.finds
        self.tools = [tool["function"]["name"] for tool in request["tools"]]
        return {"tool_calls": [{"name": step.tool, "arguments": step.arguments}]}


def run(tmp_path, server: SmallServer, **told: str):
    project = tmp_path / "project"
    make_project(project)
    with server.running():
        env = with_model(tmp_path / "home", server.url)
        del env["JOURNEYMAN_CONTEXT_WINDOW"]
        env |= told
        return journeyman("run", "--mode", "act", PROMPT, env=env, cwd=project), project


def test_a_task_of_many_steps_is_done_in_8000_tokens(tmp_path):
    server = SmallServer()

    ended, project = run(tmp_path, server)

    assert ended.code == 0, ended.err
    assert is_done(project)
    assert ended.out.split() == ANSWER.split()
    assert server.missed == []
    assert "delegate" not in server.tools
    assert server.refused == 0
    assert 1 <= server.summaries <= 3
    assert "Older messages were summarized to make room." in ended.err


def test_it_is_done_as_well_if_the_settings_say_that_there_is_more(tmp_path):
    server = SmallServer()

    ended, project = run(tmp_path, server, JOURNEYMAN_CONTEXT_WINDOW="32000")

    assert ended.code == 0, ended.err
    assert is_done(project)
    assert server.missed == []
    assert 1 <= server.refused <= 2


def test_a_window_that_holds_no_agent_is_told_before_anything_is_asked(tmp_path):
    server = SmallServer(2_048)

    ended, _ = run(tmp_path, server)

    assert ended.code == 2
    assert "tiny has a context window of 2,048 tokens. The agent needs 3,000" in ended.err
    assert server.requests == 0
