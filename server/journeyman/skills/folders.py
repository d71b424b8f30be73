"""Write, copy and delete skill folders, and read the files that lie in them beside SKILL.md."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path, PurePosixPath

from ..errors import SkillError, StorageError
from .library import MAX_SKILL_BYTES, Place, check_links
from .reading import SKILL_FILE_NAMES, decoded, read_file
from .skill import Skill, is_our_name, parse_skill, render_skill

MAX_RESOURCES = 200
MAX_RESOURCE_BYTES = 1_000_000
"""Of one file that is written, or read for the model."""
MAX_FOLDER_BYTES = 10_000_000
"""Of all files together of a skill that is copied."""
MAX_ENTRIES = 2_000
"""How many files and folders are looked at to find the resources."""

_NOT_RESOURCES = frozenset({"__pycache__", "node_modules"})
_ONLY_NEEDED = "A skill needs only the files that its instructions name: remove the rest."
_ADVICE = {
    errno.ENOSPC: "Free some space, then try again.",
    errno.EDQUOT: "Free some space, then try again.",
    errno.ENOENT: "Another process may have removed it: look again.",
    errno.EEXIST: "Another process has just written it: look at it, then try again.",
    errno.ENOTEMPTY: "Another process has just written it: look at it, then try again.",
}


def write_skill(place: Place, skill: Skill, *, resources: Mapping[str, str] | None = None) -> Path:
    """Write SKILL.md and the `resources`, path below the skill's folder → text; return the folder.

    A new skill appears all at once. Of one that is there, files not named in `resources` stay as they
    are, each file is replaced at once, and SKILL.md is the last.

    Raises:
        SkillError: the skill violates the specification, its name is none of ours, or it may not be
            written there.
        StorageError: the disk does not take it. SKILL.md is then as it was.
    """
    return write_text(place, skill.name, render_skill(skill), resources=resources)


def write_text(place: Place, name: str, text: str, *, resources: Mapping[str, str] | None = None) -> Path:
    """Write the skill `name` like `write_skill`, with `text` as its SKILL.md to the letter."""
    folder = _target(place, name)
    parse_skill(text, folder=name)
    files = _checked(resources or {})
    with _told_to_the_user("write", folder):
        if folder.is_symlink():
            raise SkillError(f"{folder} is a link, and nothing is written through links. Put a copy in its place.")
        if folder.exists():
            file = next((file for file in SKILL_FILE_NAMES if (folder / file).exists()), "SKILL.md")
            _put_all(place, folder, files | {PurePosixPath(file): text.encode()})
            return folder
        if not is_our_name(name):
            raise SkillError(f"A new skill must not be called {name}. Use a to z, 0 to 9 and single hyphens.")
        with _new_folder(place, folder) as unfinished:
            _put_all(place, unfinished, files | {PurePosixPath("SKILL.md"): text.encode()})
    return folder


def delete_skill(place: Place, name: str) -> None:
    """Remove the folder `name`, be it a skill or broken; of a link, only the link.

    Raises:
        SkillError: there is no such folder, or it may not be removed.
        StorageError: the disk does not let go of it.
    """
    folder = _target(place, name)
    with _told_to_the_user("delete", folder):
        if folder.is_symlink():
            folder.unlink()
        elif folder.is_dir():
            shutil.rmtree(folder)
        else:
            raise SkillError(f"There is no skill {name} in {place.folder}.")
        _sync(place.folder)


def copy_skill(source: Path, place: Place) -> Path:
    """Copy the skill in the folder `source`, or whose SKILL.md it is; return the new folder.

    Hidden files stay behind, as do those that tools make (`__pycache__`).

    Raises:
        SkillError: it is broken, holds links or too much, or `place` has a skill of that name.
        StorageError: the disk does not take it; nothing is left of it then.
    """
    source = source.parent if source.name in SKILL_FILE_NAMES else source
    with _told_to_the_user("read", source):
        # Path.resolve raises RuntimeError on a loop of links (Python 3.11).
        source = Path(os.path.realpath(source))
        files, executable = _read_all(source)
    text = decoded(files[PurePosixPath("SKILL.md")], "SKILL.md")
    skill = parse_skill(text, folder=source.name)
    folder = _target(place, skill.name)
    if os.path.lexists(folder):
        raise SkillError(f"{place.folder} has a skill {skill.name} already. Delete that one first, or rename this one.")
    with _told_to_the_user("write", folder), _new_folder(place, folder) as unfinished:
        _put_all(place, unfinished, files)
        for path in executable:
            (unfinished / path).chmod(0o700 if place.private else 0o755)
    return folder


def resources(folder: Path) -> tuple[PurePosixPath, ...]:
    """Return the files beside SKILL.md, relative to the skill's `folder`; at most MAX_RESOURCES, no links."""
    found: list[PurePosixPath] = []
    with suppress(OSError, SkillError):
        found.extend(path for path, entry in _walk(folder) if entry.is_file(follow_symlinks=False))
    return tuple(sorted(found)[:MAX_RESOURCES])


def read_resource(folder: Path, name: str) -> str:
    """Return the text of the file `name` in the skill's `folder`.

    Raises:
        SkillError: it is not there or leads outside, is no text, or is too large.
    """
    try:
        base = Path(os.path.realpath(folder))
        file = Path(os.path.realpath(base / name))
        if not file.is_relative_to(base):
            raise SkillError(f"{name} is outside of the skill {folder.name}.{_offer(folder)}")
        data, _ = read_file(file, max_bytes=MAX_RESOURCE_BYTES)
    except (OSError, ValueError) as error:
        # ValueError: a NUL or broken Unicode in the name, which therefore is not repeated.
        named = name if isinstance(error, OSError) else "that name"
        raise SkillError(f"The skill {folder.name} has no readable file {named}.{_offer(folder)}") from error
    return decoded(data, name)


def _offer(folder: Path) -> str:
    names = [str(path) for path in resources(folder)[:20]]
    return f" It has {', '.join(names)}." if names else " It has no files beside SKILL.md."


def _walk(folder: Path) -> Iterator[tuple[PurePosixPath, os.DirEntry[str]]]:
    """Yield what lies in `folder` and below, except for folders, SKILL.md and hidden files."""
    waiting = [PurePosixPath()]
    left = MAX_ENTRIES
    while waiting:
        parent = waiting.pop()
        with os.scandir(folder / parent) as entries:
            found = sorted(islice(entries, left + 1), key=lambda entry: entry.name)
        left -= len(found)
        for entry in found:
            path = parent / entry.name
            if entry.name.startswith(".") or entry.name in _NOT_RESOURCES or str(path) in SKILL_FILE_NAMES:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                yield path, entry
        if left < 0:
            raise SkillError(f"{folder} has more than {MAX_ENTRIES} files and folders. {_ONLY_NEEDED}")


def _read_all(folder: Path) -> tuple[dict[PurePosixPath, bytes], list[PurePosixPath]]:
    """Return the files of the skill in `folder`, and which of them can be executed."""
    main = next((folder / name for name in SKILL_FILE_NAMES if os.path.lexists(folder / name)), None)
    if main is None:
        raise SkillError(f"{folder} has no SKILL.md. Name the folder of a skill.")
    if main.is_symlink():
        raise SkillError(f"{main} is a link. Put a copy of the file in its place.")
    files: dict[PurePosixPath, bytes] = {}
    executable = []
    left = MAX_FOLDER_BYTES
    for path, entry in _walk(folder):
        if not entry.is_file(follow_symlinks=False):
            raise SkillError(f"{folder / path} is a link or no regular file. Put a copy in its place, or remove it.")
        status = entry.stat(follow_symlinks=False)
        left -= status.st_size
        if len(files) == MAX_RESOURCES or left < 0:
            raise SkillError(
                f"{folder} has more than {MAX_RESOURCES} files or {MAX_FOLDER_BYTES:,} bytes. {_ONLY_NEEDED}"
            )
        files[path], _ = read_file(folder / path, max_bytes=status.st_size)
        if status.st_mode & 0o100:
            executable.append(path)
    files[PurePosixPath("SKILL.md")], _ = read_file(main, max_bytes=MAX_SKILL_BYTES)
    return files, executable


def _target(place: Place, name: str) -> Path:
    """Return the folder of the skill `name`. Raise SkillError unless it lies in `place` and is ours to write."""
    if not place.writable:
        raise SkillError(f"{place.folder} belongs to other agents and is only read. Change the skill there by hand.")
    if not name or name.startswith(".") or name != PurePosixPath(name).name or "\\" in name or "\0" in name:
        raise SkillError(f"{name!r} is no name of a skill. Use the name of its folder.")
    check_links(place, os.fspath(place.folder))
    return place.folder / name


def _checked(texts: Mapping[str, str]) -> dict[PurePosixPath, bytes]:
    """Return the files to write. Raise SkillError for a path that is not in a skill's folder, or too much."""
    files = {}
    for name, text in texts.items():
        path = PurePosixPath(name)
        hidden = any(part.startswith(".") for part in path.parts)
        if not path.parts or path.is_absolute() or hidden or "\\" in name or "\0" in name:
            raise SkillError(f"{name!r} is no file of a skill. Use a path such as scripts/check.py.")
        if str(path) in SKILL_FILE_NAMES:
            raise SkillError(f"{name} is the skill itself. Name only the files beside it.")
        files[path] = text.encode("utf-8", "replace")
        if len(files[path]) > MAX_RESOURCE_BYTES:
            raise SkillError(f"{name} has {len(files[path]):,} bytes; the limit is {MAX_RESOURCE_BYTES:,}. Shorten it.")
    if len(files) > MAX_RESOURCES:
        raise SkillError(f"A skill has at most {MAX_RESOURCES} files, not {len(files)}. {_ONLY_NEEDED}")
    return files


@contextmanager
def _new_folder(place: Place, folder: Path) -> Iterator[Path]:
    """Yield a folder that becomes `folder` at the end, or vanishes if anything goes wrong."""
    _make_folder(place, place.folder)
    unfinished = place.folder / f".journeyman-{secrets.token_hex(8)}"
    _make_folder(place, unfinished)
    try:
        yield unfinished
        unfinished.rename(folder)
        _sync(place.folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put_all(place: Place, folder: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    for path, data in files.items():
        target = folder / path
        if not Path(os.path.realpath(target.parent)).is_relative_to(os.path.realpath(folder)):
            raise SkillError(f"{target} would be written through a link. Put a folder in the place of the link.")
        _make_folder(place, target.parent)
        temporary = target.with_name(f".journeyman-{secrets.token_hex(8)}.tmp")
        try:
            temporary.touch(mode=0o600 if place.private else 0o666, exist_ok=False)
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(target)
            _sync(target.parent)
        finally:
            temporary.unlink(missing_ok=True)


def _make_folder(place: Place, folder: Path) -> None:
    """Make `folder` and what is missing above it, which `Path.mkdir` would open to everybody."""
    if not folder.exists():
        _make_folder(place, folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700 if place.private else 0o777)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told_to_the_user(verb: str, folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "Check the disk, and who may use the folder; then try again.")
        raise StorageError(f"Could not {verb} the skill {folder} ({error.strerror or error}). {advice}") from error
