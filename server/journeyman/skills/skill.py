"""A skill: instructions for one kind of task, as a SKILL.md file holds them."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from ..errors import SkillError

if TYPE_CHECKING:
    from .frontmatter import Value

MAX_SKILL_LENGTH = 1_000_000
"""In characters. What an agent can read is a hundredth of it."""
MAX_NAME_LENGTH = 64
MAX_DESCRIPTION_LENGTH = 1024
MAX_COMPATIBILITY_LENGTH = 500
"""These three: https://agentskills.io/specification, read in November 2026."""

_FIELDS = frozenset({"name", "description", "license", "compatibility", "allowed-tools", "metadata"})
_NEWLINE = re.compile(r"\r\n?")
_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")

Scope = Literal["workspace", "repository", "user", "other"]
"""Where a skill lies: private to this workspace, shared in its repository, private to the user, or a folder of
another agent that we only read. Of several skills with one name, the first in this order counts."""

State = Literal["candidate", "trusted", "retired"]
"""On probation; proved or approved; out of retrieval, but still on disk and restorable."""


@dataclass(frozen=True, slots=True)
class Traits:
    """Where a skill fits: what the tasks had in common that it was learned from. Kept in its metadata."""

    languages: tuple[str, ...] = ()
    """Language identifiers of LSP, such as `python` and `typescriptreact`."""
    globs: tuple[str, ...] = ()
    """Of the files that were changed, such as `src/routes/*.py`; relative to the workspace folder."""
    commands: tuple[str, ...] = ()
    """Command lines that checked the work, such as `pytest -q`."""
    diagnostics: tuple[str, ...] = ()
    """Problems that were gone afterwards: `source`, or `source:code`, such as `ruff:F401`."""
    symbols: tuple[str, ...] = ()
    """Kinds of symbols that were edited, such as `class` and `function`."""
    triggers: tuple[str, ...] = ()
    """Words and phrases of prompts that call for it."""


@dataclass(frozen=True, slots=True)
class Skill:
    """What a SKILL.md says."""

    name: str
    description: str
    """What it does and when to use it; at most 1,024 characters."""
    body: str
    """The instructions, in Markdown."""
    license: str = ""
    compatibility: str = ""
    allowed_tools: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Our own facts begin with `journeyman-`."""
    traits: Traits = Traits()
    """Read from the metadata, and written into it."""


def parse_skill(text: str, *, folder: str) -> Skill:
    """Return the skill that `text` describes, the SKILL.md of a folder with the name `folder`.

    Fields that the specification does not know join the metadata, and nested values become JSON.

    Raises:
        SkillError: the specification is violated, or it is no text of a sensible size.
    """
    # PyYAML takes a megabyte, which a workspace without skills does not need.
    from .frontmatter import read_frontmatter, split_frontmatter  # noqa: PLC0415

    if len(text) > MAX_SKILL_LENGTH:
        raise SkillError(f"SKILL.md has {len(text):,} characters; the limit is {MAX_SKILL_LENGTH:,}. Split it.")
    if "\0" in text or _HALF_OF_A_PAIR.search(text):
        raise SkillError("SKILL.md is no text. Save it as UTF-8.")
    complaint = None
    for frontmatter, body in split_frontmatter(_NEWLINE.sub("\n", text.removeprefix("\ufeff"))):
        try:
            return _to_skill(read_frontmatter(frontmatter), body.strip(), folder)
        except SkillError as error:
            complaint = complaint or error
    raise complaint or AssertionError("There is always one way to split.")


def render_skill(skill: Skill) -> str:
    """Return the text of a SKILL.md that `parse_skill` and the reference validator accept.

    Reading it gives the same skill back, with the white space around texts removed, `\\n` at the end of
    lines, and U+FFFD for what cannot be written.

    Raises:
        SkillError: name, description or compatibility violate the specification.
    """
    from .frontmatter import to_yaml  # noqa: PLC0415 - as above.

    metadata = {key: value for key, value in skill.metadata.items() if key not in _TRAITS}
    metadata |= {key: _to_line(items) for key, name in _TRAITS.items() if (items := getattr(skill.traits, name))}
    header: dict[str, str | Mapping[str, str]] = {
        "name": skill.name.strip(),
        "description": skill.description.strip(),
        "license": skill.license.strip(),
        "compatibility": skill.compatibility.strip(),
        "allowed-tools": skill.allowed_tools.strip(),
        "metadata": metadata,
    }
    yaml = to_yaml({key: value for key, value in header.items() if value})
    body = _NEWLINE.sub("\n", skill.body).strip()
    text = _writable(f"---\n{yaml}---\n\n{body}\n")
    parse_skill(text, folder=skill.name)
    return text


def is_our_name(name: str) -> bool:
    """Say whether we would give a skill this name: 1 to 64 of a to z, 0 to 9 and single hyphens.

    The reference validator also accepts the letters and digits of other scripts.
    """
    return len(name) <= MAX_NAME_LENGTH and re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", name) is not None


def to_name(text: str) -> str:
    """Return a name of ours made of the words of `text`; "" if it has no letter or digit that fits."""
    decomposed = unicodedata.normalize("NFKD", text[: 10 * MAX_NAME_LENGTH].casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = "-".join(re.findall("[a-z0-9]+", plain))
    if len(words) > MAX_NAME_LENGTH:
        words = words[: MAX_NAME_LENGTH + 1].rpartition("-")[0] or words[:MAX_NAME_LENGTH]
    return words


def _to_skill(header: dict[str, "Value"], body: str, folder: str) -> Skill:
    if problems := list(_problems(header, folder)):
        raise SkillError(" ".join(problems))
    inner = header.get("metadata", "")
    if not isinstance(inner, dict):
        inner = {"metadata": inner} if inner else {}
    unknown = {key: value for key, value in header.items() if key not in _FIELDS}
    metadata = {key: _to_text(value) for key, value in (unknown | inner).items()}
    tools = header.get("allowed-tools", "")
    return Skill(
        name=_name(header),
        description=_text(header, "description"),
        body=body,
        license=_text(header, "license"),
        compatibility=_text(header, "compatibility"),
        allowed_tools=" ".join(map(_to_text, tools)) if isinstance(tools, list) else _text(header, "allowed-tools"),
        metadata={key: value for key, value in metadata.items() if key not in _TRAITS},
        traits=Traits(**{name: _from_line(metadata.get(key, "")) for key, name in _TRAITS.items()}),
    )


def _problems(header: dict[str, "Value"], folder: str) -> Iterator[str]:
    name, description = _name(header), _text(header, "description")
    if not name:
        yield "`name` is missing. Add it to the header; it is the name of the folder."
    elif len(name) > MAX_NAME_LENGTH:
        yield f"`name` has {len(name)} characters; the limit is {MAX_NAME_LENGTH}. Shorten it, and that of the folder."
    elif name != name.lower() or "" in name.split("-") or not name.replace("-", "").isalnum():
        yield f"`name` is '{name}'. Use lower-case letters, digits and single hyphens, and rename the folder as well."
    elif name != unicodedata.normalize("NFKC", folder):
        yield f"`name` must be '{folder}', as the folder is called. Rename one of them."
    if not description or not isinstance(header["description"], str):
        yield "`description` is missing or no text. Say in it what the skill does and when to use it."
    elif len(description) > MAX_DESCRIPTION_LENGTH:
        yield f"`description` has {len(description)} characters; the limit is {MAX_DESCRIPTION_LENGTH}. Shorten it."
    if len(_text(header, "compatibility")) > MAX_COMPATIBILITY_LENGTH:
        yield f"`compatibility` has more than {MAX_COMPATIBILITY_LENGTH} characters. Shorten it."


def _name(header: dict[str, "Value"]) -> str:
    return unicodedata.normalize("NFKC", _text(header, "name"))


def _text(header: dict[str, "Value"], key: str) -> str:
    return _to_text(header.get(key, "")).strip()


def _to_text(value: "Value") -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_TRAITS = {f"journeyman-{trait.name}": trait.name for trait in fields(Traits)}
"""The key in the metadata, and the field."""


def _to_line(items: tuple[str, ...]) -> str:
    """Return `python, rust`, or JSON where that would be read as something else."""
    line = ", ".join(items)
    return line if _from_line(line) == items else json.dumps(items, ensure_ascii=False)


def _from_line(line: str) -> tuple[str, ...]:
    if line.lstrip().startswith("["):
        # A glob such as `[ab]*.py` begins like a list, too.
        with suppress(ValueError, RecursionError):
            return tuple(map(_to_text, json.loads(line)))
    return tuple(item for part in line.split(",") if (item := part.strip()))


def _writable(text: str) -> str:
    """Return `text` with the halves of pairs joined; U+FFFD stands for what a text file cannot hold."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
