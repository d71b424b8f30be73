"""Say in few words what happened in a task, for a model that learns from it."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ..agent.tokens import estimate_tokens
from ..memory.episode_rows import Episode, EpisodeCall
from .command_lines import read_commands
from .work import NO_WORK

TASK_SHARE = 0.25
"""Of the digest, for the user's prompt; the answer gets as much. What they leave is for the steps."""
SHARE_OF_TURNS = 0.2
"""For what failed and then worked."""
SUBJECT_LENGTH = 160
LINE_LENGTH = 160
"""Of what a tool printed, in characters."""
READING = frozenset("read_file search_text list_files symbols definition references diagnostics".split())
SUBJECTS = "command path pattern name query task url".split()
"""The arguments that say what a call is about, the most telling first."""
TAGS = re.compile(r"<(?=/?\s*(?:output|work|skills?|deviation)\b)", re.IGNORECASE)
TELLING = re.compile(
    r"^E\s{2,}\S|\b(?:error|exception|failed|failure|fatal|cannot|can't|not found|no such|undefined|panicked|refused)\b"
    r"|\w(?:Error|Exception)\b",
    re.IGNORECASE,
)
NOTE = re.compile(r"\[(?:exit code \d+|killed by \w+|\d+ characters are left out here)\]|\(no output\)")
"""What the tools add to what a command prints."""

Redact = Callable[[str], str]


def digest(
    episode: Episode, calls: Sequence[EpisodeCall], answer: str, *, redact: Redact, max_tokens: int = 880
) -> str:
    """Return what the task was, what was done, what failed and then worked, and the answer.

    Takes at most `max_tokens` by our estimate, whatever the task. What tools printed stands between
    `<output>` tags. Long tasks take a while to redact, so call it in a thread.
    """
    task = _part("Task", redact(episode.prompt), int(max_tokens * TASK_SHARE))
    turns = "\n".join(f"- {line}" for line in _turns(calls, redact))
    turns = cut_to_tokens(f"Failed, then worked:\n{turns}\n", int(max_tokens * SHARE_OF_TURNS)) if turns else ""
    last = _part("Answer", redact(answer), int(max_tokens * TASK_SHARE))
    lines = list(_steps(calls, redact))
    # The parts are rounded up one by one, and so is the note about steps that are left out.
    room = max_tokens - sum(map(estimate_tokens, (task, turns, last))) - 20
    return cut_to_tokens("\n".join(filter(None, (task, turns, _fitting(lines, room), last))), max_tokens)


def cut_to_tokens(text: str, limit: int) -> str:
    """Return the beginning of `text` that takes at most `limit` tokens by our estimate."""
    if estimate_tokens(text) <= limit:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if estimate_tokens(text[:middle] + "…") <= limit else (low, middle - 1)
    return text[:low] + "…" if low else ""


def plain(text: str, length: int) -> str:
    """Return `text` as one line of at most `length` characters that closes none of our tags."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return quoted(line[:length] + ("…" if len(line) > length else ""))


def quoted(text: str) -> str:
    """Return `text` so that it closes none of our tags."""
    return TAGS.sub("‹", text)


def telling_line(result: str) -> str:
    """Return the first line that says what went wrong; if none does, the last one."""
    lines = [line for line in result.splitlines() if line.strip() and not NOTE.fullmatch(line.strip())]
    return next(filter(TELLING.search, lines), lines[-1] if lines else "").strip()


def _part(name: str, text: str, limit: int) -> str:
    return cut_to_tokens(f"{name}: {plain(text, 4 * limit)}\n", limit) if text.strip() else ""


def _steps(calls: Sequence[EpisodeCall], redact: Redact) -> Iterator[tuple[bool, str]]:
    """Yield a line for each step, and whether it did more than look around."""
    work = [call for call in calls if call.tool not in NO_WORK]
    for (tool, is_plain_reading), group in groupby(work, lambda call: (call.tool, _only_reads(call))):
        if is_plain_reading:
            subjects = dict.fromkeys(_subject(call, redact) for call in group)
            yield False, f"{tool} {plain(', '.join(subjects), SUBJECT_LENGTH)}".strip()
        else:
            for call in group:
                yield True, _step(call, redact)


def _only_reads(call: EpisodeCall) -> bool:
    return call.tool in READING and not call.is_error


def _step(call: EpisodeCall, redact: Redact) -> str:
    parts = [plain(call.tool, 40), _subject(call, redact)]
    if call.changed_files:
        parts.append(f"→ changed {plain(', '.join(call.changed_files), SUBJECT_LENGTH)}")
    if written := _written(call):
        parts.append(f"→ wrote <output>{plain(redact(written), LINE_LENGTH // 2)}</output>")
    if call.is_error or call.exit_code:
        failed = "failed" if call.exit_code is None else f"exit code {call.exit_code}"
        parts.append(f"→ {failed}: <output>{plain(redact(telling_line(call.result)), LINE_LENGTH)}</output>")
    elif call.exit_code == 0:
        parts.append("→ exit code 0")
    return " ".join(filter(None, parts))


def _subject(call: EpisodeCall, redact: Redact) -> str:
    values = [call.arguments[key] for key in SUBJECTS if call.arguments.get(key)] or list(call.arguments.values())
    text = next((value for value in values if isinstance(value, str)), "")
    # It may be longer than a secret is, so nothing is cut before it is redacted.
    text = plain(redact(text), SUBJECT_LENGTH)
    return f"`{text}`" if call.tool == "run_command" and text else text


def _written(call: EpisodeCall) -> str:
    """Return the first line that the call put into a file and that was not there before."""
    edits = call.arguments.get("edits")
    for edit in edits if isinstance(edits, list) else [edits]:
        if isinstance(edit, dict) and isinstance(edit.get("new"), str):
            old = str(edit.get("old", "")).splitlines()
            if added := next((line for line in edit["new"].splitlines() if line.strip() and line not in old), ""):
                return added.strip()
    return ""


def _turns(calls: Sequence[EpisodeCall], redact: Redact) -> Iterator[str]:
    """Yield each command that failed first and worked later, with what was changed in between."""
    failed: dict[tuple[str, ...], tuple[int, EpisodeCall]] = {}
    for position, call in enumerate(calls):
        kinds = tuple(command.kind for command in read_commands(str(call.arguments.get("command", ""))))
        if call.exit_code is None or not kinds:
            continue
        if call.exit_code != 0:
            failed.setdefault(kinds, (position, call))
        elif kinds in failed:
            begin, first = failed.pop(kinds)
            files = dict.fromkeys(file for one in calls[begin:position] for file in one.changed_files)
            after = f" after changing {plain(', '.join(files), SUBJECT_LENGTH)}" if files else ""
            wrong = plain(redact(telling_line(first.result)), LINE_LENGTH)
            yield f"{_subject(call, redact)}: <output>{wrong}</output>, then worked{after}"


def _fitting(lines: Sequence[tuple[bool, str]], room: int) -> str:
    """Return the steps, numbered; if they do not fit, those that did something and those at the ends."""
    numbered = [f"{number}. {line}\n" for number, (_, line) in enumerate(lines, 1)]
    first_to_last = sorted(range(len(lines)), key=lambda at: (not lines[at][0], min(at, len(lines) - 1 - at)))
    chosen: set[int] = set()
    for at in first_to_last:
        if (cost := estimate_tokens(numbered[at])) <= room:
            chosen.add(at)
            room -= cost
    missing = len(lines) - len(chosen)
    note = f"({missing} of {len(lines)} steps are left out)\n" if missing else ""
    return "Steps:\n" + "".join(numbered[at] for at in sorted(chosen)) + note if lines else ""
