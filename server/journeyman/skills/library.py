"""Find the skills on the disk, and see which of them changed."""

import hashlib
import os
import re
import stat
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import SkillError
from .reading import SKILL_FILE_NAMES, Stamp, decoded, read_file, stamp_of
from .skill import Scope, Skill, parse_skill

MAX_SKILL_BYTES = 1_000_000
"""Of a SKILL.md that is read at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that holds skill folders."""

    scope: Scope
    folder: Path
    writable: bool
    inside: Path | None = None
    """What links may not lead out of: the workspace folder, whose content may be a stranger's. None for the
    user's own folders, in which links are the user's."""

    @property
    def private(self) -> bool:
        """Whether only the user may read what we write there."""
        return self.scope in {"workspace", "user"}


@dataclass(frozen=True, slots=True)
class SkillFile:
    """A skill folder as it is on the disk, broken or not."""

    place: Place
    name: str
    """The name of the folder; "" if it is the place itself that cannot be read."""
    path: Path
    """The folder."""
    stamp: Stamp
    text: str
    """Of its SKILL.md; "" if it could not be read."""
    digest: str
    """The SHA-256 of the text, in hexadecimal digits."""
    skill: Skill | None
    problem: str = ""
    """What is wrong and what to do about it; "" if `skill` is there."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the disk says now, compared with what was known.

    Paths are text here: making Path objects of ten thousand names takes as long as looking at the files.
    """

    stamps: Mapping[str, Stamp]
    """Of all skill folders, in the order of their places, then by name. They are what to know at the next scan."""
    changed: tuple[SkillFile, ...]
    """New, changed, or broken in a new way."""
    gone: tuple[str, ...]


def places(root: Path, data_dir: Path, workspace: str, home: Path) -> tuple[Place, ...]:
    """Return where skills of a workspace lie, in the order in which they count.

    `workspace` is its key, which may be any text. Where two places are one folder, the first counts.
    """
    folders = (
        Place("workspace", data_dir / "workspaces" / _file_name(workspace) / "skills", writable=True),
        Place("repository", root / ".agents" / "skills", writable=True, inside=root),
        Place("user", data_dir / "skills", writable=True),
        Place("other", root / ".claude" / "skills", writable=False, inside=root),
        Place("other", root / ".github" / "skills", writable=False, inside=root),
        Place("other", home / ".agents" / "skills", writable=False),
        Place("other", home / ".claude" / "skills", writable=False),
    )
    unique: dict[Path, Place] = {}
    for place in folders:
        unique.setdefault(place.folder, place)
    return tuple(unique.values())


def scan(places: Iterable[Place], known: Mapping[str, Stamp]) -> Scan:
    """Return the skills that changed since the scan whose stamps are `known`. Only those are read.

    What is wrong with a folder is told in its SkillFile; nothing that lies on the disk raises.
    """
    stamps: dict[str, Stamp] = {}
    changed: list[SkillFile] = []
    for place in places:
        for path, found in _look(place, known):
            stamps[path] = found.stamp if isinstance(found, SkillFile) else found
            if isinstance(found, SkillFile) and found.stamp != known.get(path):
                changed.append(found)
    return Scan(stamps, tuple(changed), tuple(path for path in known if path not in stamps))


def read_skill(place: Place, path: Path) -> SkillFile | None:
    """Return what is in a skill folder of `place` now, with its text; None if the folder is gone."""
    try:
        file, _ = _locate(place, os.fspath(path), "link")
        return _read(place, path.name, file)
    except FileNotFoundError:
        return None
    except (OSError, SkillError) as error:
        return _unreadable(place, path.name, error)


def check_links(place: Place, path: str) -> None:
    """Raise SkillError if links in `path` lead out of what `place` is inside of."""
    if place.inside and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(place.inside)):
        raise SkillError(
            f"A link leads out of {place.inside.name}/, where the rest of the disk is none of a skill's business. "
            "Put a copy in its place."
        )


def _look(place: Place, known: Mapping[str, Stamp]) -> Iterator[tuple[str, Stamp | SkillFile]]:
    """Yield each skill folder of `place` with its stamp if that is known, else with what is in it now."""
    try:
        entries = _entries(place)
    except (OSError, SkillError) as error:
        yield os.fspath(place.folder), _unreadable(place, "", error)
        return
    names: set[str] = set()
    folder = os.fspath(place.folder)
    for entry in entries:
        name = entry.name if entry.name.isascii() else os.fsencode(entry.name).decode("utf-8", "replace")
        path = f"{folder}/{name}"
        found: Stamp | SkillFile
        try:
            _check_name(name, entry.name, names)
            file, found = _locate(place, entry.path, "link" if entry.is_symlink() else "folder")
            if found != known.get(path):
                found = _read(place, name, file)
        except FileNotFoundError:
            continue  # It vanished meanwhile.
        except (OSError, SkillError) as error:
            found = _unreadable(place, name, error)
        yield path, found


def _entries(place: Place) -> list[os.DirEntry[str]]:
    """Return what may be a skill folder; hidden ones are what others, and we, are still writing."""
    try:
        check_links(place, os.fspath(place.folder))
        with os.scandir(place.folder) as entries:
            found = [entry for entry in entries if not entry.name.startswith(".") and _may_be_folder(entry)]
    except FileNotFoundError:
        return []
    return sorted(found, key=lambda entry: entry.name)


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    # A link that leads nowhere is shown as a broken skill; one to a file is as little a skill as the file.
    if not entry.is_symlink():
        return entry.is_dir()
    with suppress(OSError):
        return not entry.is_file()
    return True


def _check_name(name: str, on_disk: str, names: set[str]) -> None:
    """Raise SkillError if a folder cannot be told apart from those with the `names` before it."""
    if name.isascii():
        return
    if name != on_disk:
        raise SkillError("The name of the folder is no text. Rename it.")
    normal = unicodedata.normalize("NFKC", name)
    if normal in names:
        raise SkillError(f"Another folder beside it has the name {normal} as well, in other code points. Rename one.")
    names.add(normal)


def _locate(place: Place, folder: str, kind: Literal["folder", "link"]) -> tuple[str, Stamp]:
    """Return the SKILL.md of a folder, with links followed, and its stamp."""
    for name in SKILL_FILE_NAMES:
        file = f"{folder}/{name}"
        try:
            status = os.lstat(file)
        except FileNotFoundError:
            continue
        if kind == "link" or stat.S_ISLNK(status.st_mode):
            check_links(place, file)
            file = os.path.realpath(file)
            status = Path(file).stat()
        return file, stamp_of(status)
    os.lstat(folder)
    raise SkillError("It has no SKILL.md. Write one, or remove the folder.")


def _read(place: Place, name: str, file: str) -> SkillFile:
    path = place.folder / name
    data, stamp = read_file(Path(file), max_bytes=MAX_SKILL_BYTES)
    digest = hashlib.sha256(data).hexdigest()
    text = ""
    try:
        text = decoded(data, "SKILL.md")
        return SkillFile(place, name, path, stamp, text, digest, parse_skill(text, folder=name))
    except SkillError as error:
        return SkillFile(place, name, path, stamp, text, digest, None, str(error))


def _unreadable(place: Place, name: str, error: OSError | SkillError) -> SkillFile:
    problem = str(error)
    if isinstance(error, OSError):
        problem = f"It cannot be read ({error.strerror}). Make it readable, or remove it."
    # Permissions and the ends of links change without a trace in the file, so the reason is what is compared.
    stamp = (0, 0, zlib.crc32(problem.encode()))
    return SkillFile(place, name, place.folder / name, stamp, "", "", None, problem)


def _file_name(key: str) -> str:
    if re.fullmatch("[a-z0-9][a-z0-9-]{0,63}", key):
        return key
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
