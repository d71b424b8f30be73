"""A model service on which everything goes wrong, one fault at a time, in both formats.

The faults are the tables in `broken_answers.py`, `mended_answers.py` and `mended_contents.py`; a new one is one more
entry.
`docs/faults.md` shows them to users.
"""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from journeyman.agent.messages import AssistantMessage, Usage
from journeyman.errors import ContextOverflow, ProviderError, ProviderUnreachable
from journeyman.providers import Endpoint, OpenedModel, Patience, ProviderName, open_provider
from providers.asking import HURRIED, OLLAMA_SHOW, opened
from providers.fake_service import FakeService, Says, fake_service, says_json

USAGE = Usage(7, 3)
GOOD = AssistantMessage("Done.", usage=USAGE)
UNCOUNTED = AssistantMessage("Done.")
BRIEF_AT_FIRST = replace(HURRIED, first_byte_seconds=0.2)
BRIEF_BETWEEN = replace(HURRIED, stall_seconds=0.05)
BRIEF_AT_LAST = replace(HURRIED, usage_seconds=0.02, end_seconds=0.02)
QUICK_TO_SPEAK = replace(HURRIED, content_seconds=0)
"""Each for one kind of silence alone, so that a busy machine is not taken for a silent service."""
NOWHERE = "http://models.invalid"


@dataclass(frozen=True)
class Wire:
    """How one of the two formats says things."""

    name: str
    provider: ProviderName
    path: str
    put: Callable[[Any], bytes]
    """One object of a stream."""
    message: Callable[[dict[str, Any]], dict[str, Any]]
    """The object in which a part of the message comes."""
    end: bytes
    """All that follows the message."""

    def part(self, **fields: Any) -> bytes:
        return self.put(self.message(fields))

    def text(self, text: str) -> bytes:
        return self.part(content=text)

    def answer(self, text: str = "Done.") -> bytes:
        return self.text(text) + self.end


def event(value: Any) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


DONE = b"data: [DONE]\n\n"
STOP = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
COUNTED = event({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 3}})
CHAT = Wire(
    "chat completions",
    "openai",
    "/v1/chat/completions",
    event,
    lambda fields: {"choices": [{"index": 0, "delta": fields}]},
    STOP + COUNTED + DONE,
)
OLLAMA_END = {"model": "m", "done": True, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": 3}
OLLAMA = Wire(
    "Ollama",
    "ollama",
    "/api/chat",
    line,
    lambda fields: {"model": "m", "message": {"role": "assistant", **fields}, "done": False},
    line(OLLAMA_END),
)
WIRES = (CHAT, OLLAMA)

Answer = Callable[[Wire], Says]


@dataclass(frozen=True)
class Broken:
    """A fault that ends the answer."""

    name: str
    answer: Answer
    told: str
    """Words of the message."""
    kind: type[ProviderError] = ProviderUnreachable
    came: str = ""
    """What the user has seen by then."""
    asked: int = 4
    """How often the service is asked in all."""
    wires: Sequence[Wire] = WIRES
    patience: Patience = HURRIED
    place: Literal["here", "gone", "unknown"] = "here"
    """Where the service is: here, no longer running, or under a name that does not exist."""

    @property
    def row(self) -> list[str]:
        """The row of the document."""
        again = {1: "no", 2: "once, shortened", 4: "3 times"}[2 if self.kind is ContextOverflow else self.asked]
        return [self.name, f"… {self.told} …", again, "what had come" if self.came else "–"]


@dataclass(frozen=True)
class Mended:
    """A fault with which the answer is read all the same."""

    name: str
    answer: Answer
    becomes: str
    """What becomes of it, in the words of the document."""
    means: AssistantMessage = GOOD
    wires: Sequence[Wire] = WIRES
    patience: Patience = HURRIED

    @property
    def row(self) -> list[str]:
        """The row of the document."""
        return [self.name, self.becomes]


def stream(*pieces: bytes, **more: Any) -> Says:
    return Says([b"".join(pieces)], **more)


def refused(status: int, message: str = "", **headers: str) -> Answer:
    """The answer of a service that says why it won't."""
    return lambda wire: says_json({"error": {"message": message} if wire is CHAT else message}, status, **headers)


def facing(
    wire: Wire, *answers: Says, patience: Patience = HURRIED, api_key: str = ""
) -> AbstractAsyncContextManager[tuple[FakeService, OpenedModel]]:
    """Open a model that gives these answers, the last one again and again."""
    routes: dict[str, Says | list[Says]] = {wire.path: list(answers), "/api/show": says_json(OLLAMA_SHOW)}
    return opened(routes, wire.provider, patience=patience, api_key=api_key)


@asynccontextmanager
async def faulty(fault: Broken, wire: Wire) -> AsyncGenerator[tuple[FakeService, OpenedModel], None]:
    """Open a model behind a service with this fault."""
    routes: dict[str, Says | list[Says]] = {wire.path: fault.answer(wire), "/api/show": says_json(OLLAMA_SHOW)}
    async with AsyncExitStack() as stack:
        async with fake_service(routes) as service:
            url = NOWHERE if fault.place == "unknown" else service.url
            model = await open_provider(Endpoint(wire.provider, url), "m", context_window=8192, patience=fault.patience)
            await stack.enter_async_context(aclosing(model))
            if fault.place != "gone":
                yield service, model
        if fault.place == "gone":
            yield service, model
