"""The folders that are watched for skills. They come and go, and may be links."""

import logging
import os
import stat
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from ..errors import SkillError
from .library import Place, check_links
from .reading import SKILL_FILE_NAMES

NAMES: list[type[FileSystemEvent]] = [
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
    *(FileCreatedEvent, FileDeletedEvent, FileMovedEvent),
]
"""Something comes, goes or is renamed. A link is a file here."""
CONTENTS = [*NAMES, FileModifiedEvent]

# It reports as errors what its threads meet while they are stopped, and warns of folders that leave and come back.
logging.getLogger("watchdog").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")


class _Folder(NamedTuple):
    """A folder to watch. Another folder in its place is another one."""

    path: str
    device: int
    inode: int
    deep: bool
    """Whether what is below it is watched, too."""


class WatchedFolders(FileSystemEventHandler):
    """Watches places with all that is in them, and above them what may bring or take them away. Its methods block."""

    def __init__(self, places: Sequence[Place], tell: Callable[[], None]) -> None:
        """Call `tell`, in another thread, when skills change. Nothing is watched yet."""
        self._places = places
        self._tell = tell
        self._skills: frozenset[str] = frozenset()
        """Where skills lie, with links followed."""
        self._landmarks: frozenset[str] = frozenset()
        """What may not be replaced without a look at which folders to watch."""
        self._replaced: set[str] = set()
        self._watches: dict[_Folder, ObservedWatch] = {}
        self._changing = Lock()
        self._is_closed = False
        self._observer: BaseObserver | None = None

    def arrange(self) -> OSError | RuntimeError | None:
        """Watch what is there now. Return why some of it is not watched."""
        with self._changing:
            if self._is_closed:
                return None
            try:
                self._observer = self._observer or _started()
            except (OSError, RuntimeError) as error:
                return error
            replaced = set()
            while self._replaced:
                replaced.add(self._replaced.pop())
            wanted = self._wanted()
            for folder in list(self._watches):
                if folder not in wanted or folder.path in replaced:
                    self._observer.unschedule(self._watches.pop(folder))
            return self._watch(self._observer, [folder for folder in wanted if folder not in self._watches])

    def dispatch(self, event: FileSystemEvent) -> None:
        """Take note of an event, in a thread of the observer, which must not wait for `arrange`."""
        for path in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            replaced = {path} & self._landmarks
            if isinstance(event, DirDeletedEvent):
                # It may have moved elsewhere, and the observer would still take it for what was here.
                replaced |= {place for place in self._skills if path.startswith(f"{place}{os.sep}")}
            self._replaced |= replaced
            if replaced or self._is_of_skill(path):
                self._tell()

    def close(self) -> None:
        """Watch nothing any more. All threads are over then."""
        with self._changing:
            self._is_closed = True
            if self._observer:
                self._observer.stop()
                self._observer.join()

    def _wanted(self) -> list[_Folder]:
        """Return the folders to watch, those above before those below."""
        self._skills = frozenset(path for place in self._places if (path := _followed(place)))
        above = {folder for place in self._places for folder in (place.folder, *_above(place)[:-1])}
        names = {os.fspath(Path(os.path.realpath(folder.parent), folder.name)) for folder in above}
        around = {os.path.realpath(folder) for place in self._places for folder in _above(place)}
        self._landmarks = self._skills | around | names
        # A link may make a place of the whole workspace, or of the home folder.
        deep = {path for path in self._skills if not any(Path(one).is_relative_to(path) for one in around)}
        found = (_folder(path, deep=path in deep) for path in sorted(self._skills | around, key=len))
        return [folder for folder in found if folder]

    def _watch(self, observer: BaseObserver, folders: Iterable[_Folder]) -> OSError | RuntimeError | None:
        problem: OSError | RuntimeError | None = None
        for folder in folders:
            kinds = CONTENTS if folder.deep else NAMES
            try:
                watch = observer.schedule(self, folder.path, recursive=folder.deep, event_filter=kinds)
            except FileNotFoundError:
                continue  # It is just gone, and that is told by the one above it.
            except (OSError, RuntimeError) as error:
                problem = problem or error
            else:
                self._watches[folder] = watch
        return problem or self._limit(observer)

    def _limit(self, observer: BaseObserver) -> OSError | RuntimeError | None:
        """Return why nothing more can be watched. Of folders below others the observer does not tell that.

        So one that nobody needs is tried.
        """
        try:
            watch = observer.schedule(self, Path(__file__).parent, event_filter=CONTENTS)
        except (OSError, RuntimeError) as error:
            return error
        observer.unschedule(watch)
        return None

    def _is_of_skill(self, path: str) -> bool:
        """Whether it is a skill's folder or its SKILL.md. Hidden ones are what others, and we, are still writing."""
        above, name = os.path.split(path)
        if above not in self._skills and name in SKILL_FILE_NAMES:
            above, name = os.path.split(above)
        return above in self._skills and not name.startswith(".")


def _above(place: Place) -> Sequence[Path]:
    """Return the folders above a place in which it may come and go, the innermost first."""
    # What is private lies in our own folder; the others in `.agents`, and that in a folder of the user.
    return place.folder.parents[: 1 if place.private else 2]


def _followed(place: Place) -> str | None:
    """Return where a place really is; None if that is none of our business."""
    try:
        check_links(place, os.fspath(place.folder))
    except SkillError:
        return None
    return os.path.realpath(place.folder)


def _folder(path: str, *, deep: bool) -> _Folder | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return _Folder(path, status.st_dev, status.st_ino, deep) if stat.S_ISDIR(status.st_mode) else None


def _started() -> BaseObserver:
    observer = Observer()
    try:
        observer.start()
    except BaseException:
        # It has a thread before it is started.
        observer.stop()
        raise
    return observer
