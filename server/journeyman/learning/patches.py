"""Change some sections of a skill, as a model proposes after a task that went another way."""

import difflib
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from ..skills.sections import replace_sections, sections
from ..skills.skill import Skill, Traits
from .answers import Unusable, cut_words, find_object, text_of
from .drafts import MAX_DESCRIPTION, NothingToKeep
from .traits import merge_traits

STANDARD_HEADINGS = ("When to use", "Steps", "Pitfalls", "How to check")
"""Sections that a patch may add."""
MAX_SECTION = 4_000
"""In bytes of UTF-8."""
MAX_SECTIONS = 3
"""In one patch: a skill is corrected, not written anew."""


@dataclass(frozen=True, slots=True)
class Patch:
    """New texts for some sections of a skill."""

    sections: tuple[tuple[str, str], ...]
    """Heading and text."""
    why: str
    """For people."""
    description: str = ""
    """Empty if it stays as it is."""


def patch_schema() -> dict[str, Any]:
    """Return the schema of the answer."""
    text: dict[str, Any] = {"type": "string"}
    section = _object({"heading": text, "text": text})
    decision = {"type": "string", "enum": ["change", "nothing"]}
    return {"title": "refine_skill"} | _object(
        {
            "why": text,
            "decision": decision,
            "sections": {"type": "array", "items": section},
            "description": text,
        }
    )


def may_change(skill: Skill) -> list[tuple[str, str]]:
    """Return the sections that a patch can name: those with a heading that no other has."""
    found = sections(skill.body)
    counts = Counter(heading.casefold() for heading, _ in found)
    return [(heading, text) for heading, text in found if heading and counts[heading.casefold()] == 1]


def read_patch(answer: str, skill: Skill, shown: Collection[str]) -> Patch | NothingToKeep | Unusable:
    """Return what the model wants to change. `shown` are the headings of those sections that it has seen."""
    value = find_object(answer, "decision")
    if value is None:
        return Unusable("There was no complete JSON object with `decision` in it.")
    why = text_of(value.get("why"))
    match text_of(value["decision"]).lower():
        case "nothing":
            return NothingToKeep(why)
        case "change":
            return _read_sections(value, skill, shown, why)
        case _:
            return Unusable('`decision` must be "change" or "nothing".')


def apply_patch(skill: Skill, patch: Patch, traits: Traits) -> Skill:
    """Return the skill with the new texts, and with the traits of the task added to its own.

    Without them, the next task that goes the same way would count as another deviation.
    """
    return replace(
        skill,
        description=cut_words(patch.description, MAX_DESCRIPTION) or skill.description,
        body=replace_sections(skill.body, dict(patch.sections)),
        traits=merge_traits(skill.traits, traits),
    )


def diff(old_text: str, new_text: str, name: str) -> str:
    """Return what changed between two versions of a SKILL.md, in unified format."""
    file = f"{name}/SKILL.md"
    lines = difflib.unified_diff(old_text.splitlines(), new_text.splitlines(), f"a/{file}", f"b/{file}", lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _read_sections(
    value: dict[str, Any], skill: Skill, shown: Collection[str], why: str
) -> Patch | NothingToKeep | Unusable:
    texts = _texts(value.get("sections"), skill, shown)
    if isinstance(texts, Unusable):
        return texts
    if len(texts) > MAX_SECTIONS:
        return Unusable(f"It changed {len(texts)} sections. Change at most {MAX_SECTIONS}.")
    headings = [heading for heading, _ in sections(skill.body)]
    expected = headings + [heading for heading in texts if heading not in headings]
    if [heading for heading, _ in sections(replace_sections(skill.body, texts))] != expected:
        return Unusable("A code block in `sections` was not closed.")
    description = text_of(value.get("description"))
    if not texts and description in ("", skill.description):
        return NothingToKeep(why)
    return Patch(tuple(texts.items()), why, "" if description == skill.description else description)


def _texts(entries: Any, skill: Skill, shown: Collection[str]) -> dict[str, str] | Unusable:
    """Return the new text of each section that is to change."""
    old = dict(sections(skill.body))
    known = {heading.casefold() for heading in old}
    added = [heading for heading in STANDARD_HEADINGS if heading.casefold() not in known]
    allowed = {heading.casefold(): heading for heading in (*shown, *added)}
    texts: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict):
            continue
        heading = text_of(entry.get("heading")).strip("# ")
        name, text = allowed.get(heading.casefold()), _section_text(entry.get("text"), heading)
        if name is None:
            return Unusable(f"There is no section {heading!r} to change. These are: {', '.join(shown)}.")
        if not text:
            return Unusable(f"The text of section {heading!r} was empty or too long.")
        # Small models make an entry of every step; the last one alone would replace the whole section.
        texts[name] = f"{texts[name]}\n{text}" if name in texts else text
    return {name: text for name, text in texts.items() if text != old.get(name)}


def _section_text(value: Any, heading: str) -> str:
    """Return the text of a section: without its own heading, and with none in it that would begin another."""
    lines = value if isinstance(value, list) else str(value or "").splitlines()
    text = "\n".join(line if isinstance(line, str) else text_of(line) for line in lines).strip()
    text = re.sub(rf"(?i)\A#{{1,6}}\s*{re.escape(heading)}\s*#*\s*(?:\n|\Z)", "", text).strip()
    if any(title for title, _ in sections(text)):
        text = re.sub(r"(?m)^ {0,3}#{1,2}(?=\s|$)", "###", text)
    data = text.encode("utf-8", "replace")
    return data.decode() if len(data) <= MAX_SECTION else ""


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
