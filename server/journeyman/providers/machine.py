"""What this machine has to run a model with: memory, processor cores, GPUs."""

import asyncio
import os
import platform
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GPU_SECONDS = 5.0
"""How long the driver of NVIDIA may take to answer: waking a GPU takes a second or two."""
NVIDIA = ("--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits")
AMD_FILES = Path("/sys/class/drm")
MEBIBYTE = 2**20
LARGE_MAC_BYTES = 36 * 2**30


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor, or the part of the memory that one may take."""

    name: str
    memory_bytes: int
    free_bytes: int | None = None
    """At the moment; None if that is not told."""
    is_estimate: bool = False
    """It shares the memory of the machine, and how much it may take of that is a guess."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a model can be run with."""

    memory_bytes: int | None
    """None where the platform does not say."""
    cores: int = 1
    gpus: tuple[Gpu, ...] = ()

    @property
    def gpu_bytes(self) -> int:
        """The memory of all GPUs: model servers spread a model over them."""
        return sum(gpu.memory_bytes for gpu in self.gpus)


async def look_at_machine(environment: Mapping[str, str], *, amd_files: Path = AMD_FILES) -> Machine:
    """Return what this machine has; what does not say it within seconds counts as absent."""
    memory, nvidia, amd = await asyncio.gather(
        asyncio.to_thread(_memory), _nvidia(environment), asyncio.to_thread(_amd, amd_files)
    )
    gpus = (*nvidia, *amd) or apple_gpus(platform.system(), platform.machine(), memory)
    return Machine(memory, os.cpu_count() or 1, gpus)


def apple_gpus(system: str, processor: str, memory_bytes: int | None) -> tuple[Gpu, ...]:
    """Return the GPU of a Mac with a processor of Apple's, which shares the memory.

    macOS lets it have about two thirds, or three quarters of more than 36 GB (as measured by users of
    llama.cpp, 2024).
    """
    if (system, processor) != ("Darwin", "arm64") or not memory_bytes:
        return ()
    share = memory_bytes * 3 // 4 if memory_bytes > LARGE_MAC_BYTES else memory_bytes * 2 // 3
    return (Gpu("Apple GPU", share, is_estimate=True),)


def _memory() -> int | None:
    with suppress(AttributeError, ValueError, OSError):
        if (size := os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) > 0:
            return size
    return None


async def _nvidia(environment: Mapping[str, str]) -> tuple[Gpu, ...]:
    program = shutil.which("nvidia-smi", path=environment.get("PATH", os.defpath))
    if not program:
        return ()
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *NVIDIA,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return ()
    try:
        async with asyncio.timeout(GPU_SECONDS):
            out, _ = await process.communicate()
    except TimeoutError:
        return ()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            with suppress(TimeoutError):
                # In the driver, a signal may not reach it.
                async with asyncio.timeout(1):
                    await process.wait()
    lines = out.decode("utf-8", "replace").splitlines() if process.returncode == 0 else []
    return tuple(gpu for line in lines if (gpu := _read_nvidia(line)))


def _read_nvidia(line: str) -> Gpu | None:
    """Read `NAME, MIB, MIB`. Where memory is shared, and in virtual machines, it says `[N/A]`."""
    name, *numbers = line.rsplit(",", 2)
    total, free = ([number.strip() for number in numbers] + ["", ""])[:2]
    if not total.isdecimal():
        return None
    return Gpu(name.strip() or "NVIDIA GPU", int(total) * MEBIBYTE, int(free) * MEBIBYTE if free.isdecimal() else None)


def _amd(folder: Path) -> tuple[Gpu, ...]:
    """Read what the driver amdgpu says. Connectors, such as `card0-DP-1`, lie beside the cards."""
    found = []
    with suppress(OSError):
        for card in sorted(card for card in folder.iterdir() if re.fullmatch(r"card\d+", card.name)):
            with suppress(OSError, ValueError):
                total = int((card / "device" / "mem_info_vram_total").read_text(encoding="ascii"))
                used = int((card / "device" / "mem_info_vram_used").read_text(encoding="ascii"))
                found.append(Gpu("AMD GPU", total, max(0, total - used)))
    return tuple(found)
