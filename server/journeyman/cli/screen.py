"""What a turn looks like in a terminal, and as JSON lines.

The answer goes to stdout, everything else to stderr, so that `journeyman run … > answer.md` works.
"""

import time
from collections.abc import Mapping
from typing import Protocol, TextIO

from ..agent.events import (
    Event,
    HistoryCompacted,
    MemoriesUsed,
    Notice,
    SkillsUsed,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolStarted,
    UsedSkill,
)
from ..agent.interfaces import ToolSpec
from ..agent.messages import ToolCall
from ..learner import Learned, What
from ..updates import Update, skill_learned, title, to_updates
from .diff import unified_diff
from .printing import clean, print_json

MAX_DIFF_LINES = 60
LEARNED: Mapping[What, str] = {
    "learned": "Learned {name} ({state}, version {version}). See: journeyman skills show {name}",
    "refined": "Refined {name}, version {version}: {reason}. See: journeyman skills history {name}",
    "proposed": "Would refine {name}, but it is for you to change: {reason}.",
    "promoted": "Trusts {name} from now on: {reason}.",
    "rolled_back": "Went back to an earlier text of {name}, as version {version}: {reason}.",
    "retired": "Retired {name}: {reason}. To use it again: journeyman skills restore {name}",
    "refused": "Does not use what was learned for {name}: {reason}.",
}
COLOURS = {"dim": "2", "red": "31", "green": "32", "bold": "1", "cyan": "36"}


class Output(Protocol):
    """Where a turn is shown."""

    def show(self, event: Event) -> None:
        """Show what happened."""
        ...

    def state(self, update: Update) -> None:
        """Show a `turn_state` or a fact about the session."""
        ...

    def learning(self, text: str) -> None:
        """Show a person how learning from the turn goes, which is over."""
        ...

    def learned(self, learned: Learned) -> None:
        """Show what happened to a skill."""
        ...


class JsonLines:
    """One update object of the protocol a line, on stdout."""

    def __init__(self, specs: Mapping[str, ToolSpec]) -> None:
        self._specs = specs

    def show(self, event: Event) -> None:
        """Print each update that the event means."""
        for update in to_updates(event, self._specs):
            self.state(update)

    def state(self, update: Update) -> None:
        """Print the update."""
        print_json(update)

    def learning(self, text: str) -> None:
        """Print nothing: programs wait for nothing more."""

    def learned(self, learned: Learned) -> None:
        """Print the update."""
        print_json(
            skill_learned(
                learned.what,
                learned.name,
                learned.description,
                state=learned.state,
                version=learned.version,
                reason=learned.reason,
                episode_turn_id=learned.turn_id,
            )
        )


class Screen:
    """Text for a person."""

    def __init__(self, out: TextIO, err: TextIO, *, colours: bool) -> None:
        self._out, self._err = out, err
        self._colours = colours
        self._calls: dict[str, tuple[ToolCall, float]] = {}
        self._at_line_start = True
        self._thinking = False

    def show(self, event: Event) -> None:
        """Write what a person wants to know of the event."""
        match event:
            case TextDelta():
                self._answer(event.text)
            case ThoughtDelta() if not self._thinking:
                self._thinking = True
                self._note(self._paint("thinking …", "dim"))
            case ToolStarted():
                self._calls[event.call.id] = event.call, time.monotonic()
                self._note(f"{self._paint('●', 'cyan')} {clean(title(event.call))}")
            case ToolFinished():
                self._finished(event)
            case SkillsUsed():
                self._note(f"Skills: {clean(', '.join(map(_used, event.skills)))}")
            case MemoriesUsed():
                remembered = ", ".join(memory.id or memory.kind for memory in event.memories)
                self._note(f"Remembered: {clean(remembered)}")
            case Notice():
                self._note(self._paint(clean(event.text), "dim" if event.kind == "waiting" else "bold"))
            case HistoryCompacted():
                self._note(self._paint("Older messages were summarized to make room.", "dim"))
            case StepFinished():
                self._thinking = False
            case _:
                pass

    def state(self, update: Update) -> None:
        """Write how the turn ended."""
        if update.get("state") != "idle":
            return
        self._note("")
        if error := update.get("error"):
            self._note(self._paint(f"Stopped: {clean(error['message'])}", "red"))
        elif message := update.get("message"):
            self._note(self._paint(message, "red"))
        usage = update["usage"]
        counts = f"{usage['inputTokens']:,} tokens in, {usage['outputTokens']:,} out"
        self._note(self._paint(f"{counts} · session {update['sessionId']}", "dim"))

    def learning(self, text: str) -> None:
        """Write it."""
        self._note(self._paint(clean(text), "dim"))

    def learned(self, learned: Learned) -> None:
        """Write what happened to a skill; what is not kept anywhere is written out."""
        said = LEARNED[learned.what].format(
            name=learned.name, state=learned.state, version=learned.version, reason=learned.reason.rstrip(". ")
        )
        self._note(clean(said))
        if learned.what == "proposed":
            self._diff(learned.diff.splitlines())

    def _answer(self, text: str) -> None:
        text = clean(text)
        self._out.write(text)
        self._out.flush()
        self._at_line_start = text.endswith("\n") if text else self._at_line_start

    def _note(self, text: str) -> None:
        if not self._at_line_start:
            self._out.write("\n")
            self._out.flush()
            self._at_line_start = True
        self._err.write(text + "\n")
        self._err.flush()

    def _finished(self, event: ToolFinished) -> None:
        call, started = self._calls.pop(event.result.call_id)
        seconds = f"{time.monotonic() - started:.1f} s"
        text = clean(event.result.text).strip()
        if event.result.is_error:
            self._note(f"  {self._paint('✗', 'red')} {text.splitlines()[0] if text else 'failed'}")
        elif event.output and event.output.exit_code:
            last_lines = "\n".join(f"    {line}" for line in text.splitlines()[-5:])
            self._note(f"  {self._paint('✗', 'red')} exit code {event.output.exit_code}, {seconds}\n{last_lines}")
        elif call.name == "plan":
            self._note("\n".join(f"  {line}" for line in text.splitlines()))
        else:
            self._note(f"  {self._paint('✓', 'green')} {seconds}")
        for change in event.output.changes if event.output else ():
            self._diff(list(unified_diff(change)))

    def _diff(self, lines: list[str]) -> None:
        colours = {"+": "green", "-": "red", "@": "cyan"}
        for line in lines[:MAX_DIFF_LINES]:
            self._note("    " + self._paint(clean(line), colours.get(line[:1], "")))
        if len(lines) > MAX_DIFF_LINES:
            self._note(self._paint(f"    … {len(lines) - MAX_DIFF_LINES} more lines", "dim"))

    def _paint(self, text: str, colour: str) -> str:
        return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if self._colours and colour else text


def _used(skill: UsedSkill) -> str:
    # One that is offered may turn out not to be used at all.
    return f"{skill.name} ({'offered: ' if skill.how == 'offered' else ''}{skill.why})"
