"""Ask the person at the terminal."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..agent.messages import ToolCall
from ..review.consent import AllowAlways, AllowOnce, Answer, Question, Refuse
from ..updates import title
from .printing import visible

MAX_SHOWN_LINES = 40
"""Of what a call would write; a command is shown whole, whatever its length."""


def has_terminal() -> bool:
    """Whether somebody can be asked: questions go to stderr, answers come from stdin."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@dataclass(frozen=True)
class Terminal:
    """A person who is asked one thing at a time, also when calls that run side by side ask."""

    _asking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    async def ask_consent(self, question: Question) -> Answer:
        """Ask whether a tool call may run. Anything that is not a known key is feedback for the model."""
        always = f", [a]lways ({visible(question.rule)})" if question.rule else ""
        async with self._asking:
            # What was typed before the question could be seen is no answer to it.
            _forget_typed()
            _say("", *_described(question.call), f"  {visible(question.reason)}")
            line = await read_line(f"  [y]es, [n]o{always}, or say what to do instead: ")
        match line.strip().lower():
            case "y" | "yes":
                return AllowOnce()
            case "a" | "always" if question.rule:
                return AllowAlways()
            case "" | "n" | "no":
                return Refuse("")
            case _:
                return Refuse(line.strip())

    async def ask_question(self, question: str, choices: Sequence[str]) -> str | None:
        """Ask what the agent wants to know; a number picks a choice. None when stdin ends."""
        async with self._asking:
            numbered = (f"  {number}. {visible(choice)}" for number, choice in enumerate(choices, start=1))
            _say("", f"? {visible(question)}", *numbered)
            line = (await read_line("> ")).strip()
        if line.isdecimal() and 1 <= int(line) <= len(choices):
            return choices[int(line) - 1]
        return line or None


async def read_line(prompt: str) -> str:
    """Read a line from stdin without blocking the loop; empty at the end of the input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    # A thread that waits in `readline` could not be cancelled; a reader on the loop can.
    loop.add_reader(sys.stdin.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return sys.stdin.readline()


def _described(call: ToolCall) -> Iterator[str]:
    """Yield all that a person must see to say yes to `call`: the title alone is cut short."""
    arguments = call.arguments
    if isinstance(command := arguments.get("command"), str) and command:
        first, *others = visible(command).split("\n")
        yield f"? Run {first}"
        yield from (f"      {line}" for line in others)
        return
    yield f"? {visible(title(call))}"
    lines = list(_written(arguments))
    yield from (f"    {visible(line)}" for line in lines[:MAX_SHOWN_LINES])
    if len(lines) > MAX_SHOWN_LINES:
        yield f"    … {len(lines) - MAX_SHOWN_LINES} more lines"


def _written(arguments: dict[str, Any]) -> Iterator[str]:
    """Yield the lines that a call takes away or adds. The model may have sent anything as arguments."""
    edits = arguments.get("edits")
    passages = edits if isinstance(edits, list) else [{"new": arguments.get("content")}]
    for passage in passages:
        if isinstance(passage, dict):
            for mark, name in (("-", "old"), ("+", "new")):
                text = passage.get(name)
                yield from (f"{mark}{line}" for line in text.splitlines()) if isinstance(text, str) else ()


def _forget_typed() -> None:
    try:
        # Windows has no such module; imported here, it does not keep the rest from working there.
        import termios  # noqa: PLC0415
    except ImportError:
        return
    termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr)
