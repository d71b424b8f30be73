"""What a machine says that it has."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from journeyman.providers import Gpu, Machine, look_at_machine, machine
from journeyman.providers.machine import apple_gpus

GIB, MIB = 2**30, 2**20


@pytest.fixture
def look(tmp_path: Path):
    """Look at a machine whose `nvidia-smi` is this shell script, and whose AMD cards say this."""

    async def look(script: str | None = None, cards: dict[str, str] | None = None) -> Machine:
        programs, drm = tmp_path / "bin", tmp_path / "drm"
        programs.mkdir()
        if script is not None:
            (programs / "nvidia-smi").write_text(f"#!/bin/sh\n{script}\n")
            (programs / "nvidia-smi").chmod(0o755)
        for name, text in (cards or {}).items():
            (drm / name).parent.mkdir(parents=True, exist_ok=True)
            (drm / name).write_text(text)
        return await look_at_machine({"PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin"}, amd_files=drm)

    return look


async def test_memory_and_cores_are_known(look):
    found = await look()

    assert found.memory_bytes is not None
    assert GIB // 8 < found.memory_bytes < 2**50
    assert found.cores >= 1
    assert found.gpus == ()


async def test_gpus_of_nvidia_are_those_that_their_driver_names(look):
    found = await look("echo 'NVIDIA GeForce RTX 4090, 24564, 23010'; echo 'Tesla, T4, 15360, 100'")

    assert found.gpus == (
        Gpu("NVIDIA GeForce RTX 4090", 24564 * MIB, 23010 * MIB),
        Gpu("Tesla, T4", 15360 * MIB, 100 * MIB),
    )
    assert found.gpu_bytes == (24564 + 15360) * MIB


async def test_the_driver_is_asked_for_what_is_read(look, tmp_path):
    await look(f'echo "$@" > {tmp_path}/asked')

    asked = (tmp_path / "asked").read_text()
    assert asked == "--query-gpu=name,memory.total,memory.free --format=csv,noheader,nounits\n"


@pytest.mark.parametrize(
    "script",
    [
        "exit 9",
        "echo 'NVIDIA-SMI has failed because it could not communicate with the driver.'; exit 9",
        "echo 'No devices were found'",
        "echo 'NVIDIA GB10, [N/A], [N/A]'",
        "echo; echo ,; echo ,,; echo a,b",
        "printf '\\377\\376, x, y'",
        "echo 'GPU, 1000, 500'; exit 1",
    ],
)
async def test_a_driver_that_does_not_tell_has_no_gpu(look, script):
    assert (await look(script)).gpus == ()


async def test_what_is_free_may_be_unknown(look):
    assert (await look("echo 'A100, 40960, [N/A]'")).gpus == (Gpu("A100", 40960 * MIB),)


async def test_a_driver_that_hangs_is_not_waited_for(look, monkeypatch):
    monkeypatch.setattr(machine, "GPU_SECONDS", 0.05)
    began = time.monotonic()

    found = await look("exec sleep 100")

    assert found.gpus == ()
    assert time.monotonic() - began < 20
    assert len(asyncio.all_tasks()) == 1


async def test_cards_of_amd_are_read_and_connectors_are_not(look):
    found = await look(
        cards={
            "card0/device/mem_info_vram_total": f"{16 * GIB}\n",
            "card0/device/mem_info_vram_used": f"{GIB}\n",
            "card0-DP-1/device/mem_info_vram_total": "5\n",
            "card0-DP-1/device/mem_info_vram_used": "5\n",
            "card1/device/vendor": "0x8086\n",
            "card2/device/mem_info_vram_total": "much\n",
            "card2/device/mem_info_vram_used": "0\n",
        }
    )

    assert found.gpus == (Gpu("AMD GPU", 16 * GIB, 15 * GIB),)


@pytest.mark.parametrize(
    ("system", "processor", "memory", "expected"),
    [
        ("Darwin", "arm64", 24 * GIB, 16 * GIB),
        ("Darwin", "arm64", 64 * GIB, 48 * GIB),
        ("Darwin", "x86_64", 64 * GIB, None),
        ("Linux", "arm64", 64 * GIB, None),
        ("Darwin", "arm64", None, None),
    ],
)
def test_a_mac_shares_its_memory_with_the_gpu_and_that_is_an_estimate(system, processor, memory, expected):
    expected = () if expected is None else (Gpu("Apple GPU", expected, is_estimate=True),)

    assert apple_gpus(system, processor, memory) == expected
