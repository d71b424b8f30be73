"""Take the body of a skill apart at its headings, and put other text under some of them."""

import re
from collections.abc import Mapping
from itertools import pairwise

from ..errors import SkillError

_HEADING = re.compile(r" {0,3}#{1,2}(?:[ \t].*)?")
_MARK = re.compile(r"^#+(?:\s|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")

_Section = tuple[str, str]
"""The line of the heading, and what follows up to the next one; both as they are written."""


def sections(body: str) -> list[tuple[str, str]]:
    """Return heading and text of each section. The text before the first heading has the heading "".

    A section begins at a heading of the first or second level (`#`, `##`) outside of code blocks. The
    texts come without white space around them.
    """
    return [(_title(line), rest.strip()) for line, rest in _split(body)]


def replace_sections(body: str, texts: Mapping[str, str | None]) -> str:
    """Return `body` with other texts under some headings; all other sections stay byte for byte.

    None removes a section. One that is not there yet is appended. Headings are compared without case,
    and may be given with their `##`; a text may repeat its heading.

    Raises:
        SkillError: a section that is to be removed is not there, or several have the same heading.
    """
    parts = _split(body)
    for heading, text in texts.items():
        title = _title(heading)
        found = _find(parts, heading.strip()) or _find(parts, title)
        if len(found) > 1 or (text is None and not found):
            known = ", ".join(f"'{_title(line)}'" for line, _ in parts)
            raise SkillError(
                f"{len(found)} sections have the heading '{title}'. Name exactly one of the skill's sections: {known}."
            )
        if text is None:
            del parts[found[0]]
        elif found:
            parts[found[0]] = _with_text(parts[found[0]], _bare(text, title))
        elif title:
            parts = [*_ended(parts), (f"## {title}\n", f"\n{_bare(text, title)}\n")]
        else:
            parts.insert(0, ("", f"{text.strip()}\n\n"))
    return "".join(line + rest for line, rest in parts)


def _split(body: str) -> list[_Section]:
    """Return the sections; joined they are `body`."""
    starts = [(0, 0)]
    fence = ""
    for match in _LINE.finditer(body):
        line = match[0].rstrip("\r\n")
        if mark := _FENCE.fullmatch(line):
            if not fence and "`" not in mark[2]:
                fence = mark[1]
            elif mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
        elif not fence and _HEADING.fullmatch(line):
            starts.append(match.span())
    spans = pairwise([*starts, (len(body), 0)])
    return [(body[first:second], body[second:end]) for (first, second), (end, _) in spans if end]


def _find(parts: list[_Section], title: str) -> list[int]:
    return [index for index, (line, _) in enumerate(parts) if _title(line).casefold() == title.casefold()]


def _title(line: str) -> str:
    """Return the text of a heading, which may be closed by hashes as well."""
    title = _MARK.sub("", line.strip()).strip()
    before, _, last = title.rpartition(" ")
    return title if last.strip("#") else before.rstrip()


def _bare(text: str, title: str) -> str:
    """Return `text` without the heading that it may repeat."""
    text = text.strip()
    line, _, rest = text.partition("\n")
    return rest.strip() if title and line.startswith("#") and _title(line).casefold() == title.casefold() else text


def _with_text(section: _Section, text: str) -> _Section:
    """Return `section` with `text`, and the white space around it as it was."""
    line, rest = section
    before, _, after = rest.partition(rest.strip()) if rest.strip() else ("\n", "", "\n\n")
    return line.rstrip("\n") + "\n" if line else "", before + text + after


def _ended(parts: list[_Section]) -> list[_Section]:
    """Return `parts` with a blank line at the end, so that a heading can follow."""
    if not parts:
        return []
    *first, (line, rest) = parts
    end = (line + rest)[len((line + rest).rstrip()) :].count("\n")
    return [*first, (line, rest + "\n" * max(0, 2 - end))]
