"""The processes of a test, told by a variable of their environment."""

import asyncio
import os
import signal
from pathlib import Path

TIMEOUT_SECONDS = 10


def running_with(variable: str) -> dict[int, str]:
    """Commands by process id. `variable` is NAME=VALUE."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue  # It ended meanwhile, or is another user's.
    return {pid: command for pid, command in found.items() if command}


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def all_ended(variable: str) -> list[str]:
    """Wait for their ends. Return the commands of those that had to be killed."""
    running = running_with(variable)
    waits = [asyncio.create_task(ended(pid)) for pid in running]
    if not waits:
        return []
    await asyncio.wait(waits, timeout=TIMEOUT_SECONDS)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)
    left = running_with(variable)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return list(left.values())


async def ended(pid: int) -> None:
    """Wait for the end of a process that is not our child."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(handle, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
