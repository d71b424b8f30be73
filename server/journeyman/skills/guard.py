"""Decide whether a skill may enter a prompt: no secrets, no orders to the agent, no dangerous commands.

It is a sieve, not a proof: what it lets through still meets the agent's own consent rules and floor.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..confidential import find_secrets
from .commands import commands, for_judgement, is_forbidden, simplified, without_installers
from .dangers import DANGERS
from .deceptions import DECEPTIONS
from .disguises import changed, decoded, plain, respelled, seen
from .foreign import foreign_phrases
from .lasting import Machine, discouragements, machine_paths, one_offs
from .markers import images, pretences
from .phrases import ENGLISH, Kind, Rule
from .skill import Skill

__all__ = ["Complaint", "Machine", "inspect"]

MAX_LINES = 500
MAX_BYTES = 15_000
"""Of a SKILL.md file."""
TOO_LONG_TO_READ = 60_000
"""In characters. Beyond it only the size is told: such a skill enters no prompt anyway."""
MAX_EXCERPT = 120

PHRASES = (*ENGLISH, *DECEPTIONS)
ABOUT_ATTACKS = re.compile(
    r"\b(?:prompt[- ]injections?|injections?|injected|jailbreaks?|attack\w*|attacker\w*|malicious|adversarial|"
    r"hostile|untrusted|red[- ]?team\w*|phishing|exfiltrat\w*|"
    r"moderation|guard(?:s|rails?)?|vulnerab\w*|threats?|payloads?|"
    r"reject\w*|detect\w*|flag(?:s|ged)?|block(?:s|ed)?|scan\w*)\b",
    re.IGNORECASE,
)
SECRET = "It holds a secret ({}). Change that secret where it is valid, and put a placeholder here."  # noqa: S105


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that keeps a skill out of prompts."""

    kind: Kind
    excerpt: str
    """The passage, shortened; a secret is not repeated."""
    reason: str
    """For people: what is wrong, and what to do."""


def inspect(skill: Skill, text: str, *, own: bool, machine: Machine, judge: Callable[[str], str]) -> list[Complaint]:
    """Return what keeps `skill` out of prompts; nothing if it may enter them.

    `text` is its whole file. `own` skills were written by the agent: they must hold for other tasks and machines,
    too. `judge` returns what is dangerous about a command line; "" if nothing is.
    """
    found = [*_form(skill, text)]
    if len(text) <= TOO_LONG_TO_READ:
        found += _dangers(skill, text, judge)
        if own:
            found += _own(text, machine)
    return list({(complaint.kind, complaint.reason): complaint for complaint in reversed(found)}.values())[::-1]


def _form(skill: Skill, text: str) -> Iterator[Complaint]:
    size, lines = len(text.encode(errors="replace")), text.count("\n") + 1
    if size > MAX_BYTES or lines > MAX_LINES + 1:
        amount = f"{lines:,} lines, {size:,} bytes"
        yield Complaint("size", amount, f"It has {amount}; {MAX_LINES} and {MAX_BYTES:,} are allowed. Shorten it.")
    if not re.fullmatch(r"[^\W_A-Z]+(?:-[^\W_A-Z]+)*", skill.name) or len(skill.name) > 64:
        yield Complaint("format", _short(skill.name), "Its name must be 1 to 64 of a–z, 0–9 and single hyphens.")
    if not 1 <= len(skill.description.strip()) <= 1024:
        yield Complaint("format", _short(skill.description), "Its description must have 1 to 1,024 characters.")
    if not skill.body.strip():
        yield Complaint("format", skill.name, "It has no instructions. Write down the steps.")
    header = re.match(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    keys = re.findall(r"^([A-Za-z][\w-]*):", header[1], re.MULTILINE) if header else []
    if header and len(keys) != len(set(keys)):
        yield Complaint("format", _short(header[1]), "Its header has a line twice. Keep one of them.")
    if header and re.search(r"^[^#\n]*?:\s*(?:!!|!<)[\w/:.]", header[1], re.MULTILINE):
        yield Complaint("format", _short(header[1]), "Its header holds a YAML tag. Write plain text.")


def _dangers(skill: Skill, text: str, judge: Callable[[str], str]) -> Iterator[Complaint]:
    hidden = decoded(text)
    prose = plain(text)
    otherwise = list(respelled(seen(text)))
    readable = [prose, *(plain(view) for view in hidden)]
    for view in (text, *hidden):
        for secret in find_secrets(view):
            yield Complaint("secret", _short(view[: secret.start][-40:] + "…"), SECRET.format(secret.kind))
    for passage, reason in (*pretences(text, prose), *images(prose)):
        kind: Kind = "exfiltration" if "takes data along" in reason else "injection"
        yield Complaint(kind, _short(passage), reason)
    about = f"{skill.name.replace('-', ' ')} {skill.description}".lower()
    for index, view in enumerate([*readable, *map(plain, otherwise)]):
        lowered = view.lower()
        rules = (rule for rule in PHRASES if not (rule.about and re.search(rule.about, about)))
        english = ((rule.kind, rule.reason, *match.span()) for rule, match in _broken(rules, lowered))
        foreign = foreign_phrases(lowered) if index < len(readable) else ()
        for kind, reason, start, end in (*english, *foreign):
            if index > 0 or not _is_quoted(view, start, end, about):
                yield Complaint(kind, _short(view[start:end]), reason)
    yield from _commands([text, *hidden], otherwise, judge)


def _commands(views: list[str], otherwise: list[str], judge: Callable[[str], str]) -> Iterator[Complaint]:
    clean = [without_installers(seen(view)) for view in views]
    simple = simplified(clean[0])
    others = (changed(clean[0], simple), *map(simplified, clean[1:]), *otherwise)
    for view in (*clean, *others):
        lowered = view.lower()
        for rule, match in _broken(DANGERS, lowered):
            if not _is_warned(lowered, match.start()):
                yield Complaint(rule.kind, _short(view[match.start() : match.end()]), rule.reason)
    asked = [*commands(clean[0]), *commands(simple), *clean[1:]]
    for command in dict.fromkeys(for_judgement(command) for command in asked):
        if danger := judge(command):
            yield Complaint("destructive", _short(command), f"It has a command that must not run: {danger}. Remove it.")


def _own(text: str, machine: Machine) -> Iterator[Complaint]:
    body = re.sub(r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", "", text, flags=re.DOTALL)
    described = re.search(r"^description:.*(?:\n[ \t]+.*)*", text[: len(text) - len(body)], re.MULTILINE)
    told = f"{described[0] if described else ''}\n\n{body}"
    found: tuple[tuple[Kind, Iterable[tuple[str, str]]], ...] = (
        ("machine_path", machine_paths(told, machine)),
        ("one_off", one_offs(told)),
        ("negative", discouragements(plain(told))),
    )
    for kind, passages in found:
        yield from (Complaint(kind, _short(passage), reason) for passage, reason in passages)


def _broken(rules: Iterable[Rule], lowered: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    for rule in rules:
        for match in rule.search(lowered):
            yield rule, match


def _is_warned(text: str, start: int) -> bool:
    """Whether the sentence forbids the command, which stands in code or on the same line."""
    line = text[:start].rsplit("\n", 1)[-1]
    return is_forbidden(text, start - len(re.search(r"`[^`]*$|[^`]{0,0}$", line)[0])) if line else False  # type: ignore[index]


def _is_quoted(view: str, start: int, end: int, about: str) -> bool:
    """Whether the passage is an example within quotes, in a skill or a paragraph about attacks.

    Who writes tests against injections has to write such sentences. A skill that says what it quotes them for
    passes; elsewhere quotes don't help.
    """
    before, after = view[:start], view[end:]
    if before.startswith("---") and not re.search(r"\n---[ \t]*\n", before):
        return False
    is_in_fence = len(re.findall("^ ?(?:```|~~~)", before, re.MULTILINE)) % 2 == 1
    paragraph = before[max(0, before.rfind("\n\n")) :]
    line, rest = before.rsplit("\n", 1)[-1], after.split("\n", 1)[0]
    quotes = (("`", "`"), ('"', '"'), ("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"))
    is_in_quotes = any(_is_open(line, opening, closing) and closing in rest for opening, closing in quotes)
    is_cited = is_in_fence or is_in_quotes or line.lstrip().startswith("|")
    return (
        is_cited and bool(ABOUT_ATTACKS.search(about)) and bool(ABOUT_ATTACKS.search(paragraph + rest) or is_in_fence)
    )


def _is_open(line: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return line.count(opening) % 2 == 1
    return line.rfind(opening) > line.rfind(closing)


def _short(passage: str) -> str:
    passage = " ".join(passage.split())
    return passage if len(passage) <= MAX_EXCERPT else passage[: MAX_EXCERPT - 1] + "…"
