"""Run `journeyman` and note what keeps its loop busy: `loop_watch.py REPORT [--memory] ARGUMENT …`

At the end REPORT gets JSON: the callbacks that took longest, by name, and the modules that were imported.
A callback is judged by the time that its thread worked. The time that passed is noted, too, but on a shared machine,
and while other threads hold the interpreter, it says little. Where a callback was when it was over its limit is found
by a timer signal, so that nothing has to run beside it. SIGUSR2 begins anew. SIGUSR1 notes which lines have allocated
memory since then, which `--memory` follows.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

LIMIT_MS = 10.0
MAX_REPORTED = 12
MAX_ALLOCATIONS = 60


@dataclass
class Callback:
    """What the loop ran longest under a name."""

    name: str
    thread_ms: float = 0.0
    """That the thread of the loop worked."""
    wall_ms: float = 0.0
    """That passed meanwhile."""
    collector_ms: float = 0.0
    """Of both, that the garbage collector took."""
    count: int = 0
    """How often something ran under this name."""
    places: list[str] = field(default_factory=list)
    """Where it was once when it had taken too long, the innermost last."""


@dataclass(frozen=True)
class Watched:
    """A report."""

    callbacks: Sequence[Callback]
    """The longest first."""
    modules: frozenset[str]
    allocated: Sequence[str]
    """What has grown most, by line."""

    @property
    def longest(self) -> Callback:
        return self.callbacks[0]

    @classmethod
    def read(cls, report: Path) -> "Watched":
        found = json.loads(report.read_text())
        callbacks = [Callback(**one) for one in found["callbacks"]]
        return cls(callbacks, frozenset(found["modules"]), found["allocated"])


def begin_anew(process_id: int) -> None:
    """Let a watched process forget what it has noted so far, before it takes another message."""
    os.kill(process_id, signal.SIGUSR2)


def note_allocated(process_id: int) -> None:
    """Let a watched process take note of what has been allocated since it began anew."""
    os.kill(process_id, signal.SIGUSR1)


def watched(report: Path, *arguments: str) -> list[str]:
    """The command line that runs `journeyman` with `arguments` and writes a report."""
    return [sys.executable, __file__, str(report), *arguments]


class LoopWatch:
    """Times every callback of every loop of this process."""

    def __init__(self) -> None:
        self.callbacks: dict[str, Callback] = {}
        self._places: list[str] = []
        self._collecting = self._collected = 0.0
        self._first: Any = None
        self._allocated: list[str] = []

    def install(self) -> None:
        run = asyncio.Handle._run
        gc.callbacks.append(self._collector)
        signal.signal(signal.SIGALRM, self._over_limit)

        def timed(handle: asyncio.Handle) -> None:
            # The name is only looked up afterwards, but what was called may be gone by then.
            callback = handle._callback
            self._places, self._collected = [], 0.0
            signal.setitimer(signal.ITIMER_REAL, LIMIT_MS / 1000)
            wall, worked = time.perf_counter(), time.thread_time()
            run(handle)
            worked, wall = time.thread_time() - worked, time.perf_counter() - wall
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._note(callback, 1000 * worked, 1000 * wall)

        asyncio.Handle._run = timed

    def _note(self, callback: Callable[..., Any], thread_ms: float, wall_ms: float) -> None:
        name = name_of(callback)
        known = self.callbacks.setdefault(name, Callback(name))
        known.count += 1
        known.wall_ms = max(wall_ms, known.wall_ms)
        if thread_ms > known.thread_ms:
            known.thread_ms, known.collector_ms = thread_ms, 1000 * self._collected
            if thread_ms > LIMIT_MS:
                known.places = self._places

    def _over_limit(self, _: int, frame: FrameType | None) -> None:
        while frame and frame.f_code.co_name != "timed":
            code = frame.f_code
            self._places.insert(0, f"{code.co_filename}:{frame.f_lineno} {code.co_qualname}")
            frame = frame.f_back

    def _collector(self, phase: str, _: object) -> None:
        if phase == "start":
            self._collecting = time.thread_time()
        else:
            self._collected += time.thread_time() - self._collecting

    def begin(self) -> None:
        """Forget what was seen."""
        self.callbacks.clear()
        if tracemalloc.is_tracing():
            gc.collect()
            self._first = tracemalloc.take_snapshot()

    def write(self, report: Path) -> None:
        longest = sorted(self.callbacks.values(), key=lambda one: -one.thread_ms)[:MAX_REPORTED]
        found = {
            "callbacks": [asdict(one) for one in longest],
            "modules": sorted(sys.modules),
            "allocated": self._allocated,
        }
        report.write_text(json.dumps(found))

    def note_allocated(self) -> None:
        """Take note of what has been allocated since `begin`, and is still there."""
        if self._first:
            gc.collect()
            grown = tracemalloc.take_snapshot().compare_to(self._first, "lineno")
            self._allocated = [str(one) for one in sorted(grown, key=lambda one: -one.size_diff)[:MAX_ALLOCATIONS]]


def name_of(callback: Callable[..., Any]) -> str:
    """What a callback belongs to: its task's coroutine, or the function itself."""
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        name = _qualified(owner.get_coro())
        # Those that answer a message are named after it.
        return f"{name} [{owner.get_name()}]" if "/" in owner.get_name() else name
    return _qualified(getattr(callback, "func", callback))


def _qualified(function: object) -> str:
    return str(getattr(function, "__qualname__", type(function).__qualname__))


def main(report: Path, arguments: list[str]) -> int:
    if arguments[0] == "--memory":
        arguments.pop(0)
        tracemalloc.start(1)
    watch = LoopWatch()
    watch.install()
    signal.signal(signal.SIGUSR1, lambda *_: watch.note_allocated())
    signal.signal(signal.SIGUSR2, lambda *_: watch.begin())
    from journeyman.cli.main import main as journeyman

    try:
        return journeyman(arguments)
    finally:
        watch.write(report)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
