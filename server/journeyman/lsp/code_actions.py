"""Offer to fix, explain or discuss what is under the cursor. Answered from what the request says, without a model."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs
from lsprotocol import types as lsp

from ..errors import UsageError
from ..tools.lines import line_range
from .content import Prompt, quoted, shown_path
from .text_edits import PositionEncoding, split_lines, to_index

if TYPE_CHECKING:
    from ..skills.matching import Fit

COMMAND = "journeyman.prompt"
FIX_KIND = lsp.CodeActionKind.QuickFix.value
OWN_KIND = "journeyman"
"""Not `refactor`: explaining changes nothing. VS Code lists kinds that it does not know under "More Actions"."""
SKILL_KIND = "journeyman.skill"
KINDS = (FIX_KIND, OWN_KIND)
"""For the server's capabilities."""
MAX_DIAGNOSTICS = 20
MAX_MESSAGE_CHARACTERS = 1_000
LINES_AROUND = 3

Intent = Literal["fix", "explain", "ask", "apply"]
Offered = tuple[Intent, str, str, str | None]
"""Intent, kind, title, and the name of a skill."""


@attrs.frozen
class Offer:
    """What the user chose to do, and where: the argument of the command, and the data of the code action."""

    intent: Intent
    uri: str
    range: lsp.Range
    diagnostics: Sequence[str]
    """Their messages."""
    question: str = ""
    """What the user asks, where the editor lets them type it."""
    session_id: str | None = None
    skill: str | None = None
    """The name of one to follow; `apply` is about nothing else."""


def code_actions(
    params: lsp.CodeActionParams, skills: "Sequence[Fit]" = (), *, resolves: Sequence[str]
) -> list[lsp.CodeAction]:
    """Return what we offer at a place; `skills` are those that fit.

    `resolves` is what the client lets `codeAction/resolve` fill in; one that names no `command` gets it at once.
    """
    offers = (*_offers(params), *map(_skill_offer, skills))
    offered = [_action(*each, params) for each in offers if _is_wanted(each[1], params.context.only)]
    return offered if "command" in resolves else list(map(resolve, offered))


def resolve(action: lsp.CodeAction) -> lsp.CodeAction:
    """Return the action with its command."""
    return attrs.evolve(action, command=lsp.Command(action.title, COMMAND, arguments=[action.data]))


def to_prompt(offer: Offer, text: str, root: Path, encoding: PositionEncoding) -> Prompt:
    """Return the task for the agent, with the lines of the document's `text` that it is about.

    Raises:
        UsageError: a skill is to be applied, and none is named.
    """
    messages = _cut(offer.diagnostics)
    problems = "".join(f"\n- {message}" for message in messages)
    place, code, fragment = _quote(offer.range, text, encoding)
    where = f"{shown_path(offer.uri, root)}, {place}"
    this = f"`{fragment}`" if fragment else "this code"
    if offer.intent == "fix":
        task = f"Fix {'this problem' if len(messages) == 1 else 'these problems'} in {where}:{problems}"
    elif offer.intent == "apply" and not offer.skill:
        raise UsageError("No skill is named. Send its name as `skill`.")
    elif offer.intent == "apply":
        task = f"Apply the skill {offer.skill} to {this} in {where}.{problems}"
    elif offer.intent == "ask" and offer.question:
        task = f"{offer.question}\n\nThis is about {this} in {where}."
    elif offer.intent == "ask":
        task = f"Tell me what I should know about {this} in {where}. Change nothing; I may ask more."
    elif messages:
        task = f"Explain what this means and where it comes from, in {where}. Change nothing.{problems}"
    else:
        task = f"Explain {this} in {where}: what it does, and why it does it so. Change nothing."
    return Prompt(task, quoted(where, code), (offer.skill,) if offer.skill else ())


def _quote(span: lsp.Range, text: str, encoding: PositionEncoding) -> tuple[str, str, str]:
    """Return "lines 3–7", these lines, and the selected part if it is a part of one line.

    A place without a selection is shown with the lines around it.
    """
    lines = split_lines(text)
    start, end = span.start, span.end
    # The selection of whole lines ends at the beginning of the next one.
    last = end.line - 1 if end.character == 0 and end.line > start.line else end.line
    around = LINES_AROUND if start == end else 0
    code = "".join(lines[max(0, start.line - around) : last + around + 1])
    fragment = ""
    if start.line == end.line < len(lines):
        line = lines[start.line]
        fragment = line[to_index(line, start.character, encoding) : to_index(line, end.character, encoding)].strip()
        fragment = "" if fragment == line.strip() else fragment
    return line_range(start.line + 1, last + 1), code, fragment


def _offers(params: lsp.CodeActionParams) -> Iterator[Offered]:
    """Yield what has nothing to do with skills."""
    is_selection = params.range.start != params.range.end
    if params.context.diagnostics:
        yield "fix", FIX_KIND, "Fix with Journeyman", None
    if params.context.diagnostics or is_selection:
        yield "explain", OWN_KIND, "Explain with Journeyman", None
    if is_selection:
        yield "ask", OWN_KIND, "Ask Journeyman about the selection", None


def _skill_offer(fit: "Fit") -> Offered:
    return "apply", SKILL_KIND, f"Apply skill: {fit.title}{' (candidate)' * (fit.state == 'candidate')}", fit.name


def _action(intent: Intent, kind: str, title: str, skill: str | None, params: lsp.CodeActionParams) -> lsp.CodeAction:
    diagnostics = [] if intent == "ask" else list(params.context.diagnostics)
    described = list(map(_described, diagnostics))
    offer = Offer(intent, params.text_document.uri, params.range, described, skill=skill)
    # Editors show an action with its diagnostics; only a fix belongs there.
    attached = diagnostics if intent == "fix" else None
    return lsp.CodeAction(title, kind=kind, diagnostics=attached, data=offer)


def _is_wanted(kind: str, only: Sequence[lsp.CodeActionKind | str] | None) -> bool:
    """Whether the client wants this kind: kinds are a hierarchy with dots, and the empty one is all."""
    wanted = [one.value if isinstance(one, lsp.CodeActionKind) else one for one in only or [""]]
    return any(one in ("", kind) or kind.startswith(f"{one}.") for one in wanted)


def _described(diagnostic: lsp.Diagnostic) -> str:
    origin = " ".join(str(part) for part in (diagnostic.source, diagnostic.code) if part)
    return f"line {diagnostic.range.start.line + 1}: {diagnostic.message}{f' ({origin})' if origin else ''}"


def _cut(messages: Iterable[str]) -> list[str]:
    lines = [" ".join(message.split()) for message in messages]
    short = [line[:MAX_MESSAGE_CHARACTERS] + "…" * (len(line) > MAX_MESSAGE_CHARACTERS) for line in lines]
    rest = len(short) - MAX_DIAGNOSTICS
    return short[:MAX_DIAGNOSTICS] + ([f"and {rest:,} more"] if rest > 0 else [])
