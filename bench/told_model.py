"""A model server that does what the prompt says: its steps stand in there, as JSON behind a mark."""

import json
from typing import Any

from model_server import Answer, ModelServer

MARK = "Call these tools: "
Step = tuple[str, dict[str, Any]]


def to_prompt(steps: list[Step]) -> str:
    return MARK + json.dumps(steps)


class ToldModel(ModelServer):
    """Remembers nothing, so that it runs for long, and nothing puts it out of step."""

    def __init__(self) -> None:
        super().__init__([])

    def next_answer(self, body: bytes) -> Answer:
        self.answered_at.clear()
        request = json.loads(body)
        # Without tools it is asked for a summary.
        return _next(request["messages"]) if request.get("tools") else {"text": "A summary of what was done. " * 20}


def _next(messages: list[Any]) -> Answer:
    told = [at for at, message in enumerate(messages) if message["role"] == "user" and MARK in str(message["content"])]
    if not told:
        return {"text": "There is nothing to do."}
    steps, _ = json.JSONDecoder().raw_decode(messages[told[-1]]["content"].partition(MARK)[2])
    done = sum(message["role"] == "assistant" for message in messages[told[-1] :])
    if done >= len(steps):
        return {"text": "All of it is done. " * 40}
    name, arguments = steps[done]
    return {"text": "The next step.", "tool_calls": [{"name": name, "arguments": arguments}]}
