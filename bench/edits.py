"""How long `edit_file` takes to say that a passage is not there."""

import asyncio
import random
import tempfile
import time
from pathlib import Path

from figures import Figure
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.edit_file import EditFile
from journeyman.tools.text_files import TextFiles

LINES = 50_000
RUNS = 9


def edit_figures() -> list[Figure]:
    chance = random.Random(1)
    names = [f"value_{chance.randrange(5000)}" for _ in range(LINES)]
    text = "".join(f"    {name} = compute({i % 97}, {name!r})\n" for i, name in enumerate(names))
    passage = "".join(f"    {name} = compute(nothing, {name!r})\n" for name in names[30_000:30_006])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "big.py").write_text(text)
        edit_file = EditFile(TextFiles(DiskFiles(Path(folder))), Path(folder), {})
        values = [_miss(edit_file, passage) for _ in range(RUNS)]
    return [Figure(f"a miss of edit_file in {LINES:,} lines", "ms", values, 200)]


def _miss(edit_file: EditFile, passage: str) -> float:
    arguments = {"path": "big.py", "edits": [{"old": passage, "new": "x\n"}]}
    started = time.perf_counter()
    try:
        asyncio.run(edit_file.run(arguments, lambda _: None))
    except ToolError:
        return 1000 * (time.perf_counter() - started)
    raise AssertionError("the passage was found")
