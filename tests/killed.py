"""Run `journeyman` and kill it, as `kill -9` would, at a chosen step: `killed.py STEP LOG ARGUMENT …`

A step is a piece of work for a thread: a query, a file that is written, a look at the disk. The process dies when it
is about to begin the one with this number, counted from 1. LOG gets the number of those begun, and what they were.
"""

import os
import signal
import sys
import threading
from concurrent.futures import thread
from functools import partial
from pathlib import Path
from typing import Any


def name_of(work: Any) -> str:
    """What is done: `asyncio.to_thread` wraps it in the running of a context."""
    if isinstance(work, partial) and work.args:
        work = work.args[0]
    return str(getattr(work, "__qualname__", type(work).__qualname__))


def main(step: int, log: Path, arguments: list[str]) -> int:
    run, lock, begun = thread._WorkItem.run, threading.Lock(), []

    def counted(item: "thread._WorkItem") -> None:
        with lock:
            begun.append(name_of(item.fn))
            if len(begun) == step:
                os.kill(os.getpid(), signal.SIGKILL)
        run(item)

    thread._WorkItem.run = counted  # type: ignore[method-assign]
    from journeyman.cli.main import main as journeyman

    try:
        return journeyman(arguments)
    finally:
        log.write_text("\n".join(begun))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
