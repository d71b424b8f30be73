"""Search the text of the workspace's files."""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .lines import fitting
from .paths import inside
from .ripgrep import Found, files_below, globs, is_excluded, placeholders, ripgrep

MAX_FOUND_LINES = 400
LAYOUT = (
    *("--sort=path", "--null", "--no-heading", "--with-filename", "--line-number"),
    *("--max-columns=300", "--max-columns-preview"),
)
MAX_CONTEXT_LINES = 20
NOTE_CHARACTERS = 120
"""Room that is kept for the note at the end."""

_LINE = re.compile(r"(\d+)([:-])(.*)", re.DOTALL)


class SearchTextArguments(Arguments):
    """What to look for, and where."""

    pattern: str = Field(description="regular expression")
    path: str = Field(".", description="file or folder")
    glob: str = Field("", description="such as **/*.py")
    literal: bool = Field(False, description="pattern is plain text")
    context_lines: int = Field(0, ge=0, le=MAX_CONTEXT_LINES)


@dataclass(frozen=True)
class SearchText:
    """Searches files, except ignored ones, binary ones and those that `exclude` names."""

    root: Path
    exclude: Sequence[str] = ()
    """Globs, as in .gitignore but without `!`, of files whose text the model must not see."""
    max_characters: int = 16_000
    buffers: Callable[[], Mapping[PurePosixPath, str]] = dict
    """Returns the texts that the user has not saved yet; they count in the place of what the disk holds."""

    spec = ToolSpec(
        name="search_text",
        description="Find lines in files. Ignored files are left out.",
        parameters=json_schema(SearchTextArguments),
        effect="read",
        kind="search",
    )
    brief = briefly(spec, "Find lines that match a regular expression.", "pattern", "path", "glob")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return the lines found, numbered, by file; or how to widen or narrow the search."""
        args = check(SearchTextArguments, arguments)
        if not args.pattern:
            raise ToolError("The pattern is empty. Use list_files to see which files there are.")
        path = inside(self.root, args.path)
        buffers = {file: text for file, text in self.buffers().items() if file.is_relative_to(path)}
        on_disk = (self.root / path).exists()
        if not on_disk and not buffers:
            raise ToolError(f"{path} does not exist. Leave `path` out to search the whole workspace.")
        if (self.root / path).is_file() and await is_excluded(self.root, path, self.exclude):
            raise ToolError(_secret(path))
        found = await self._found_on_disk(args, path, buffers) if on_disk else Found((), is_complete=True)
        if buffers:
            found = merged(found, await self._found_in(buffers, args, path))
        return ToolOutput(render(found, self.max_characters) or _nothing(args))

    async def _found_on_disk(
        self, args: SearchTextArguments, path: PurePosixPath, buffers: Mapping[PurePosixPath, str]
    ) -> Found:
        is_wanted = await self._not_ignored(path, args.glob)
        unsaved = frozenset(map(str, buffers))
        keep = (lambda record: is_wanted(record) and _file(record) not in unsaved) if unsaved else is_wanted
        return await ripgrep(self.root, self._options(args), path, limit=MAX_FOUND_LINES, keep=keep)

    async def _found_in(
        self, buffers: Mapping[PurePosixPath, str], args: SearchTextArguments, path: PurePosixPath
    ) -> Found:
        """Return what is found in unsaved texts, as if they were on the disk."""
        allowed = await self._allowed(buffers, args, path)
        options = self._options(args)
        records: list[str] = []
        for file in sorted(allowed, key=lambda file: file.parts):
            if len(records) >= MAX_FOUND_LINES:
                break
            found = await ripgrep(self.root, options, file, limit=MAX_FOUND_LINES, keep=_is_line, text=buffers[file])
            # ripgrep calls it <stdin>.
            records += (record.replace(_file(record), str(file), 1) for record in found.records)
        return Found(tuple(records), is_complete=len(records) < MAX_FOUND_LINES)

    async def _allowed(
        self, buffers: Iterable[PurePosixPath], args: SearchTextArguments, path: PurePosixPath
    ) -> list[PurePosixPath]:
        """Return which of `buffers` are to be searched, as files below `path` or as such that are not saved yet."""
        absent = await asyncio.to_thread(lambda: [file for file in buffers if not _exists(self.root / file)])
        files = []
        if (self.root / path).exists():
            files += await files_below(self.root, path, glob=args.glob, exclude=self.exclude)
        if absent:
            async with placeholders(self.root, absent) as folder:
                if path in absent and await is_excluded(folder, path, self.exclude):
                    raise ToolError(_secret(path))
                files += await files_below(folder, path, glob=args.glob, exclude=self.exclude)
        known = set(files)
        return [file for file in buffers if str(file) in known]

    def _options(self, args: SearchTextArguments) -> list[str]:
        return [
            *LAYOUT,
            f"--context={args.context_lines}",
            *(["--fixed-strings"] if args.literal else []),
            *(["--multiline"] if "\n" in args.pattern or r"\n" in args.pattern else []),
            *globs(args.glob, self.exclude),
            f"--regexp={args.pattern}",
        ]

    async def _not_ignored(self, path: PurePosixPath, glob: str) -> Callable[[str], bool]:
        """Return whether a record of ripgrep is a line of a file that .gitignore does not name."""
        if not glob:
            return _is_line
        files = frozenset(await files_below(self.root, path))
        return lambda record: _is_line(record) and _file(record) in files


def merged(first: Found, second: Found) -> Found:
    """Return the records of both, which are about different files, sorted by path as ripgrep does it."""
    records = sorted([*first.records, *second.records], key=lambda record: _file(record).split("/"))
    is_complete = first.is_complete and second.is_complete and len(records) <= MAX_FOUND_LINES
    return Found(tuple(records[:MAX_FOUND_LINES]), is_complete)


def render(found: Found, max_characters: int) -> str:
    """Return found lines by file, cut to `max_characters`, with a note if some are left out."""
    lines = list(_by_file(found.records))
    shown = lines[: fitting(lines, max_characters - NOTE_CHARACTERS)]
    if not found.is_complete or len(shown) < len(lines):
        shown.append("[There are more. Narrow the search with path, glob or a longer pattern.]")
    return "\n".join(shown)


def _by_file(records: Iterable[str]) -> Iterator[str]:
    """Yield each file's name and its lines; a found line has a colon behind its number, context a bar."""
    for path, group in itertools.groupby(records, _file):
        yield path
        previous = 0
        for record in group:
            if match := _LINE.match(record.partition("\0")[2].removesuffix("\r")):
                number, mark, text = match.groups()
                if mark == "-" and previous and int(number) > previous + 1:
                    yield "  …"
                yield f"  {number}{':' if mark == ':' else '|'} {text}"
                previous = int(number)


def _file(record: str) -> str:
    return record.partition("\0")[0]


def _is_line(record: str) -> bool:
    """Whether it is no separator between groups of lines."""
    return "\0" in record


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:
        # Its name is too long for the disk.
        return False


def _secret(path: PurePosixPath) -> str:
    return f"{path} may hold secrets and is not searched. Search elsewhere."


def _nothing(args: SearchTextArguments) -> str:
    where = f" in {args.path}" if args.path != "." else ""
    which = f" ({args.glob})" if args.glob else ""
    return f"Nothing matches {args.pattern!r}{where}{which}. Try a shorter pattern; ignored files are left out."
