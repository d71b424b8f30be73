"""Ask the person at the terminal."""

import asyncio
import sys
from collections.abc import Sequence

from ..review.consent import AllowAlways, AllowOnce, Answer, Question, Refuse
from ..updates import title
from .screen import CONTROL


def has_terminal() -> bool:
    """Whether somebody can be asked: questions go to stderr, answers come from stdin."""
    return sys.stdin.isatty() and sys.stderr.isatty()


async def ask_consent(question: Question) -> Answer:
    """Ask whether a tool call may run. Anything that is not a known key is taken as feedback for the model."""
    print(f"\n? {title(question.call)}\n  {question.reason}", file=sys.stderr)
    always = f", [a]lways ({question.rule})" if question.rule else ""
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


async def ask_question(question: str, choices: Sequence[str]) -> str | None:
    """Ask what the agent wants to know; a number picks a choice. None when stdin ends."""
    print(f"\n? {CONTROL.sub('', question)}", file=sys.stderr)
    for number, choice in enumerate(choices, start=1):
        print(f"  {number}. {CONTROL.sub('', choice)}", file=sys.stderr)
    line = (await read_line("> ")).strip()
    if line.isdigit() and 1 <= int(line) <= len(choices):
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
