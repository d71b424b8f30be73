"""Linux: one watch for each folder that is wanted, all of them with one descriptor and one thread.

watchdog's own observer watches either everything below a folder, also what is ignored, or has a thread for each folder.
"""

import os

# The package first, and by its name: imported as the parent of a submodule, its lock is taken after the submodule's,
# and a thread that imports the package at that moment takes them the other way round.
import watchdog.observers  # noqa: F401
from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyEvent, InotifyFD, Mask, WatchDescriptor

from .sources import FolderWatch, Touched

_KINDS = Mask(
    InotifyConstants.IN_CREATE
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_MOVE
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_DELETE_SELF
    | InotifyConstants.IN_MOVE_SELF
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_DONT_FOLLOW
    | InotifyConstants.IN_EXCL_UNLINK
)


class InotifyWatch(FolderWatch):
    """A watch on one folder. It stays with the folder when that is moved."""

    __slots__ = ("_path", "_touched", "number")

    def __init__(self, path: str, touched: Touched) -> None:
        super().__init__()
        self.number = WatchDescriptor(-1)
        self._path = path
        self._touched = touched

    @property
    def key(self) -> CallbackId:
        """What tells it from other watches on the same folder: one that was moved is found again before it is told."""
        return CallbackId(id(self))

    def on_event(self, event: InotifyEvent) -> None:
        """Take note of a change."""
        self._touched.add(self._path, os.fsdecode(event.name))

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:  # noqa: ARG002 - watchdog's signature.
        """Take note that the folder is gone."""
        self.is_over = True
        self._touched.add(self._path, "")

    def on_queue_overflow(self) -> None:
        """Take note that the platform lost some changes. Every watch is told it."""
        self._touched.lose()


class Inotify:
    """One descriptor of inotify, and the thread that reads it."""

    is_polling = False

    def __init__(self, touched: Touched) -> None:
        self._touched = touched
        self._inotify = InotifyFD()
        self._inotify.start()

    def watch(self, path: str) -> FolderWatch:
        """Watch a folder. Raise OSError if it is not there, or no more can be watched."""
        watch = InotifyWatch(path, self._touched)
        watch.number = self._inotify.add_callback(os.fsencode(path), _KINDS, watch, watch.key)
        return watch

    def unwatch(self, watch: FolderWatch) -> None:
        """Watch a folder no longer."""
        if isinstance(watch, InotifyWatch) and not watch.is_over:
            self._inotify.remove_callbacks([(watch.number, watch.key)])

    def close(self) -> None:
        """Watch nothing any more. The thread is over then."""
        self._inotify.stop()
        self._inotify.join()
