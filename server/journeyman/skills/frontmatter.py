"""Read and write the YAML between the two `---` of a SKILL.md. Every value in it is text."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from ..errors import SkillError

MAX_FRONTMATTER_LENGTH = 100_000
"""In characters; the fields of the specification need 2,000."""
MAX_DEPTH = 20
"""How deeply lists and mappings may be nested."""

Value = str | list["Value"] | dict[str, "Value"]

# libyaml is ten times as fast; PyYAML comes without it on some platforms.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_BETWEEN_LINES = re.compile(r"---[ \t]*(\n.*?^)---[ \t]*(?:\n|\Z)(.*)", re.DOTALL | re.MULTILINE)
# Whoever pasted one did not mean to begin another field, so the reference goes on with the value.
_RARE_NEWLINE = re.compile("[\x85\u2028\u2029]")
_PLAIN = re.compile(r"[A-Za-z](?=.*[ -])[A-Za-z0-9 _.,;()/+-]*[A-Za-z0-9.)]")
"""Text that every YAML reader takes for text: two words are neither a number nor a date, `true` nor `null`."""
_INVISIBLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def split_frontmatter(text: str) -> Iterator[tuple[str, str]]:
    """Yield frontmatter and body, once for each way to understand `text`, the more usual one first.

    Usually a line of three hyphens ends the frontmatter. The reference implementation (skills-ref 0.1.1)
    ends it at the next three hyphens anywhere, and so accepts files that have no such line.
    """
    if not text.startswith("---"):
        raise SkillError("SKILL.md must start with a header: a line `---`, name and description, a line `---`.")
    parts = text.split("---", 2)
    if len(parts) < 3:
        raise SkillError("The header of SKILL.md does not end. Put a line `---` below its last field.")
    if match := _BETWEEN_LINES.match(text):
        yield match[1], match[2]
    yield parts[1], parts[2]


def read_frontmatter(frontmatter: str) -> dict[str, Value]:
    """Return the fields. Types and tags mean nothing: `version: 1.0` is the text "1.0".

    Raises:
        SkillError: it is no YAML, is no mapping, or is made to be expensive to read.
    """
    if len(frontmatter) > MAX_FRONTMATTER_LENGTH:
        raise SkillError(
            f"The header of SKILL.md has {len(frontmatter):,} characters; the limit is {MAX_FRONTMATTER_LENGTH:,}. "
            "Move the text below the header."
        )
    try:
        documents = _compose(yaml.parse(_RARE_NEWLINE.sub(r"\g<0>" + 20 * " ", frontmatter), Loader=_LOADER))
    except yaml.YAMLError as error:
        raise SkillError(
            f"The header of SKILL.md is no YAML{_place_of(error)}. Put a value with special characters, such as a "
            "colon followed by a space, into double quotes."
        ) from error
    match documents:
        case [dict() as fields]:
            return fields
        case _:
            raise SkillError("The header of SKILL.md must consist of fields, such as `name: run-tests`.")


def to_yaml(fields: Mapping[str, str | Mapping[str, str]]) -> str:
    """Return YAML that every reader understands alike, one line for each value. It contains no `---`.

    The names of the fields are those of the specification, the keys inside of a field are any text.
    """
    lines = []
    for key, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{key}: {_quoted(value)}")
        else:
            lines.append(f"{key}:")
            lines += (f"  {_quoted(inner)}: {_quoted(text)}" for inner, text in value.items())
    return "\n".join(lines) + "\n"


def _compose(events: Iterable[yaml.Event]) -> list[Value]:
    """Return the documents. PyYAML's own composer recurses, and can be brought to exhaust the stack."""
    frames: list[list[Value]] = [[]]
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise SkillError(f"The header of SKILL.md refers to `*{event.anchor}`. Write the value out instead.")
        if isinstance(event, yaml.ScalarEvent):
            frames[-1].append(event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            frames.append([])
            if len(frames) > MAX_DEPTH:
                raise SkillError(f"The header of SKILL.md is nested more than {MAX_DEPTH} deep. Make it flat.")
        elif isinstance(event, yaml.CollectionEndEvent):
            items = frames.pop()
            frames[-1].append(_mapping(items) if isinstance(event, yaml.MappingEndEvent) else items)
    return frames[0]


def _mapping(items: list[Value]) -> dict[str, Value]:
    mapping: dict[str, Value] = {}
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, str):
            raise SkillError("The header of SKILL.md has a field whose name is no text. Give it a plain name.")
        if key in mapping:
            raise SkillError(f"The header of SKILL.md has the field `{key[:80]}` twice. Remove one of them.")
        mapping[key] = value
    return mapping


def _place_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", "")
    return f" in line {mark.line + 1}: {problem}" if mark else f": {problem}"


def _quoted(text: str) -> str:
    """Return `text` as a scalar of YAML, in double quotes unless it is plain in every respect."""
    if _PLAIN.fullmatch(text) and "---" not in text:
        return text
    # JSON's escapes are YAML's, except that YAML does not join the halves of a pair; so only what YAML
    # does not allow is escaped. Three hyphens would end the header for the reference implementation.
    quoted = json.dumps(text, ensure_ascii=False).replace("---", r"--\x2d")
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
