"""Find files and text in the workspace with ripgrep, which leaves out what .gitignore names."""

import asyncio
import contextlib
import difflib
import heapq
import itertools
import os
import shutil
import signal
import sysconfig
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import ToolError

TIMEOUT_SECONDS = 30.0
MAX_FILES = 200_000
MAX_SUGGESTIONS = 5
MAX_COMPARED = 200
CHUNK_BYTES = 65_536
MAX_COMPLAINT_CHARACTERS = 600
IGNORE_FILES = (".gitignore", ".ignore", ".rgignore")
ALWAYS = ("--no-config", "--no-require-git", "--hidden", "--no-messages", "--color=never")


@dataclass(frozen=True, slots=True)
class Found:
    """What ripgrep printed, in records without their separators."""

    records: tuple[str, ...]
    is_complete: bool
    """False if ripgrep was stopped because enough was read."""


def find_ripgrep(*search_paths: str | None) -> str:
    """Return the program `rg` from the first of `search_paths` that has it; None means PATH.

    Without arguments these are PATH and the scripts of this environment, where the wheel puts it.

    Raises:
        ToolError: it is nowhere.
    """
    for search_path in search_paths or (None, sysconfig.get_path("scripts")):
        if program := shutil.which("rg", path=search_path):
            return program
    raise ToolError(
        "This tool needs ripgrep (`rg`), which is not installed. Use run_command instead, and tell the user."
    )


def globs(wanted: str, exclude: Iterable[str] = ()) -> list[str]:
    """Return the options for files that match `wanted` ("" for all) and none of `exclude`.

    A wanted glob wins over .gitignore: compare what is found with what is found without one.
    """
    # Of several globs the last one that matches decides, and case does not make a secret public.
    chosen = [f"--glob={wanted.removeprefix('./')}"] if wanted else []
    return [*chosen, "--glob=!.git", *(f"--iglob=!{glob}" for glob in exclude)]


async def ripgrep(
    root: Path,
    arguments: Sequence[str],
    place: PurePosixPath,
    *,
    limit: int,
    separator: bytes = b"\n",
    keep: Callable[[str], bool] = bool,
    text: str | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Found:
    """Look in `place`, relative to `root`, and return the first `limit` records for which `keep` is true.

    With `text`, that is looked at instead of the file `place`, which need not exist.

    Raises:
        ToolError: it failed (the message is what it said), took too long, or is not installed.
    """
    # With the dot, no name can be read as an option.
    where = "./" if place == PurePosixPath() else f"./{place}"
    command = [find_ripgrep(), *ALWAYS, *arguments, "--", where if text is None else "-"]
    source = None if text is None else await asyncio.to_thread(_as_file, text)
    try:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=root, stdin=source or DEVNULL, stdout=PIPE, stderr=PIPE
        )
    except (OSError, ValueError) as error:
        # Too long for the system, with a NUL, or with half a surrogate pair.
        raise ToolError(f"The search could not be started: {error}. Use a shorter, plain pattern or glob.") from error
    finally:
        if source:
            source.close()
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _read(process, separator, limit, keep)
    except TimeoutError as error:
        raise ToolError(
            f"The search took longer than {timeout_seconds:.0f} seconds. Narrow it with `path` or `glob`."
        ) from error
    finally:
        _kill(process)
        # Reads what is left in the pipes, without which the process would never count as finished.
        await process.communicate()


async def files_below(root: Path, folder: PurePosixPath, *, glob: str = "", exclude: Sequence[str] = ()) -> list[str]:
    """Return the paths, relative to `root`, of the files below `folder`; unsorted, at most 200,000.

    What .gitignore names is left out, unless `folder` itself is such a thing.
    """
    files = await _list(root, globs(""), folder)
    if glob or exclude:
        matching = await _list(root, globs(glob, exclude), folder)
        files = await asyncio.to_thread(lambda: list(frozenset(files).intersection(matching)))
    return files


async def is_excluded(root: Path, file: PurePosixPath, exclude: Iterable[str]) -> bool:
    """Whether one of the globs `exclude` names `file`, which must exist.

    ripgrep applies globs to the files that it comes upon, not to one that is named on its command line.
    """
    options = ["--no-ignore", "--max-depth=1", *globs("", exclude)]
    return str(file) not in await _list(root, options, file.parent)


@contextlib.asynccontextmanager
async def placeholders(root: Path, files: Iterable[PurePosixPath]) -> AsyncIterator[Path]:
    """Make a folder with empty `files`, which do not exist below `root`, and with what ignores them there.

    So ripgrep says which of them it would find, had they been saved.
    """
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="journeyman-")
    try:
        await asyncio.to_thread(_fill, Path(folder.name), root, files)
        yield Path(folder.name)
    finally:
        await asyncio.to_thread(folder.cleanup)


async def similar_files(root: Path, path: PurePosixPath) -> list[str]:
    """Return files that an absent `path` may stand for: the same name elsewhere, or near names."""
    files = await files_below(root, PurePosixPath())
    return await asyncio.to_thread(nearest_files, files, path)


def nearest_files(files: Sequence[str], path: PurePosixPath) -> list[str]:
    """Return at most five of `files`, the nearest first: with the name of `path`, or like it and next to it.

    difflib takes 0.1 ms for a path, so it compares only those that share most folders or letters with `path`.
    """
    name = path.name.lower()
    if namesakes := [file for file in files if file.lower().rpartition("/")[2] == name]:
        folders = frozenset(path.parts)
        chosen = heapq.nlargest(MAX_COMPARED, namesakes, key=lambda file: len(folders.intersection(file.split("/"))))
        return difflib.get_close_matches(str(path), chosen, n=MAX_SUGGESTIONS, cutoff=0)
    folder, letters = str(path).removesuffix(path.name), frozenset(path.name)
    below = [file.removeprefix(folder) for file in files if file.startswith(folder)]
    siblings = [file for file in below if "/" not in file]
    chosen = heapq.nlargest(MAX_COMPARED, siblings, key=lambda file: len(letters.intersection(file)))
    return [folder + file for file in difflib.get_close_matches(path.name, chosen, n=MAX_SUGGESTIONS)]


async def _list(root: Path, options: Iterable[str], folder: PurePosixPath) -> list[str]:
    found = await ripgrep(root, ["--files", "--null", *options], folder, separator=b"\0", limit=MAX_FILES)
    return list(found.records)


async def _read(process: Process, separator: bytes, limit: int, keep: Callable[[str], bool]) -> Found:
    assert process.stdout is not None
    assert process.stderr is not None
    records: list[str] = []
    rest = b""
    async with asyncio.TaskGroup() as group:
        # Read side by side: a long complaint would fill its pipe and stop ripgrep.
        complaint = group.create_task(process.stderr.read())
        while len(records) < limit and (chunk := await process.stdout.read(CHUNK_BYTES)):
            *whole, rest = (rest + chunk).split(separator)
            records += filter(keep, map(_to_text, whole))
        if len(records) >= limit:
            _kill(process)
    said = complaint.result().decode("utf-8", "replace").strip()
    if said and not records:
        raise ToolError(
            f"{said.removeprefix('rg: ')[:MAX_COMPLAINT_CHARACTERS]}\n"
            "Correct the pattern or glob, or set `literal` to true to search for the pattern as it stands."
        )
    return Found(tuple(records[:limit]), is_complete=len(records) < limit)


def _as_file(text: str) -> IO[bytes]:
    """Return an open file, without a name, that holds `text`: a process can read it, and need not."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller closes it.
    file.write(text.encode("utf-8", "replace"))
    file.seek(0)
    return file


def _fill(folder: Path, root: Path, files: Iterable[PurePosixPath]) -> None:
    for file in files:
        # A name that is too long, or that of another file's folder, could not be saved either.
        with contextlib.suppress(OSError):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).touch()
        for parent, name in itertools.product(file.parents, IGNORE_FILES):
            with contextlib.suppress(OSError):
                shutil.copyfile(root / parent / name, folder / parent / name)


def _to_text(record: bytes) -> str:
    """Return a record with the path at its start relative to the root, as we write paths."""
    return record.decode("utf-8", "replace").removeprefix("./")


def _kill(process: Process) -> None:
    # `process.kill` would take the exit code away from asyncio, which then complains on stderr (Python 3.11).
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
