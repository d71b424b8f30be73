"""Ask a person for choices, one line at a time: numbers and plain text, which need no mouse, colour or cursor keys."""

import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from ..errors import UsageError
from .printing import visible
from .terminal import read_line

ENDED = "The input ended before all was answered; nothing was written. `--yes` takes the defaults."


class Asker(Protocol):
    """Who decides."""

    is_there: bool
    """Whether somebody can answer once more, when something went wrong."""

    async def choose(self, question: str, choices: Sequence[str], default: int | None, hint: str) -> int | str:
        """Return the number of a choice, from 0, or what was typed instead. `hint` says what that can be."""

    async def confirm(self, question: str, *, default: bool) -> bool:
        """Return yes or no."""

    async def secret(self, question: str) -> str:
        """Return what nobody shall see; empty if nothing was given."""


class Person:
    """The person at the terminal; Enter takes the default."""

    is_there = True

    async def choose(self, question: str, choices: Sequence[str], default: int | None, hint: str) -> int | str:
        """Ask until there is an answer. Raise UsageError when the input ends."""
        _say("", question, *(f"  {number}. {visible(choice)}" for number, choice in enumerate(choices, start=1)))
        usual = "" if default is None else f" [{default + 1}]"
        while True:
            line = await _line(f"A number, or {hint}{usual}: ")
            if not line and default is not None:
                return default
            if not line:
                continue
            if not line.isdecimal():
                return line
            # Python refuses to read a number of thousands of digits.
            number = int(line[-9:]) if not line[:-9].strip("0") else 0
            if 1 <= number <= len(choices):
                return number - 1
            _say(f"There is no {line[:9]}; the numbers are 1 to {len(choices)}.")

    async def confirm(self, question: str, *, default: bool) -> bool:
        """Ask until there is an answer. Raise UsageError when the input ends."""
        while True:
            line = (await _line(f"{question} {'[Y/n]' if default else '[y/N]'} ")).lower()
            if line in {"", "y", "yes", "n", "no"}:
                return line.startswith("y") if line else default
            _say("Type y for yes or n for no.")

    async def secret(self, question: str) -> str:
        """Ask without showing what is typed. Raise UsageError when the input ends."""
        async with _without_echo():
            try:
                return await _line(question)
            finally:
                # Enter was not shown either.
                _say()


class Defaults:
    """Nobody is asked: what would be proposed is taken."""

    is_there = False

    async def choose(self, question: str, choices: Sequence[str], default: int | None, hint: str) -> int | str:
        """Return the default. Raise UsageError where there is none."""
        if default is None:
            raise UsageError(f"{question} There is no default: give {hint} as an option, or answer at a terminal.")
        print(f"{question} {visible(choices[default])}")
        return default

    async def confirm(self, question: str, *, default: bool) -> bool:
        """Return the default."""
        print(f"{question} {'yes' if default else 'no'}")
        return default

    async def secret(self, question: str) -> str:
        """Return nothing: there is no default for a secret."""
        print(f"{question}nobody is asked")
        return ""


async def _line(prompt: str) -> str:
    sys.stdout.flush()
    line = await read_line(prompt)
    if not line:
        _say()
        raise UsageError(ENDED)
    return line.strip()


@asynccontextmanager
async def _without_echo() -> AsyncGenerator[None, None]:
    # Not `getpass`: its thread would wait for a line even after Ctrl-C.
    import termios  # noqa: PLC0415 - Windows has no such module.

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    quiet = [*before]
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSAFLUSH, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr)
