"""Text that is not saved yet is found as if it was."""

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from journeyman.errors import ToolError
from journeyman.tools.search_text import SearchText

EXCLUDE = (".env", "*.pem")
SAVED = {
    "a/z.py": "total = 'saved'\n",
    "a.py": "total = 1\n",
    "b.py": "nothing\n",
    "build/c.py": "total\n",
    "build/kept.py": "total\n",
    ".env": "total\n",
    ".gitignore": "build/\n*.log\n",
    "a/.gitignore": "local.py\n",
}
UNSAVED = {
    "a/z.py": "import os\n\ntotal = 'unsaved'\r\n# é total\n",
    "a.py": "none any more\n",
    "a-b.py": "total = 'new file'\n",
    "build/c.py": "total, unsaved\n",
    ".env": "total, unsaved\n",
    "new.pem": "total\n",
    "new.log": "total\n",
    "a/local.py": "total\n",
    "new/folder/d.txt": "total\n" * 3,
    "empty.py": "",
}


def write(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, newline="")
    return root


async def found(root: Path, arguments: Mapping[str, object], unsaved: Mapping[str, str]) -> str:
    tool = SearchText(root, EXCLUDE, buffers=lambda: {PurePosixPath(path): text for path, text in unsaved.items()})
    try:
        return (await tool.run(dict(arguments), report=print)).text
    except ToolError as error:
        return f"refused: {error}"


@pytest.mark.parametrize(
    "arguments",
    [
        {"pattern": "total"},
        {"pattern": "saved|none"},
        {"pattern": "import.*\n\ntotal"},
        {"pattern": "total", "context_lines": 1},
        {"pattern": "total", "glob": "*.py"},
        {"pattern": "total", "glob": "**/folder/*"},
        {"pattern": "total", "glob": "*.{pem,log}"},
        {"pattern": "total", "path": "a"},
        {"pattern": "total", "path": "a/z.py"},
        {"pattern": "total", "path": "a.py"},
        {"pattern": "total", "path": "b.py"},
        {"pattern": "total", "path": "a-b.py"},
        {"pattern": "total", "path": "new"},
        {"pattern": "total", "path": "new/folder", "glob": "*.py"},
        {"pattern": "total", "path": "build"},
        {"pattern": "total", "path": "build/c.py"},
        {"pattern": "total", "path": "new.pem"},
        {"pattern": "total", "path": "new.log"},
        {"pattern": "total", "path": ".env"},
        {"pattern": "total", "path": "absent"},
        {"pattern": "total("},
        {"pattern": "total", "glob": "{a"},
        {"pattern": "total(", "literal": True},
    ],
)
async def test_unsaved_text_is_found_as_if_it_was_saved(tmp_path: Path, arguments: dict[str, object]):
    root = write(tmp_path / "root", SAVED)
    saved = write(shutil.copytree(root, tmp_path / "saved"), UNSAVED)

    assert await found(root, arguments, UNSAVED) == await found(saved, arguments, {})


async def test_the_first_lines_are_shown_wherever_they_come_from(tmp_path: Path):
    root = write(tmp_path, {f"{n}.txt": f"total {n}\n" * 150 for n in range(0, 6, 2)})
    unsaved = {f"{n}.txt": f"total {n}\n" * 150 for n in range(1, 6, 2)}

    text = await found(root, {"pattern": "total"}, unsaved)

    names = [line for line in text.splitlines() if line.endswith(".txt")]
    assert names == ["0.txt", "1.txt", "2.txt"]
    assert text.endswith("[There are more. Narrow the search with path, glob or a longer pattern.]")


async def test_a_name_that_cannot_be_a_file_is_not_found(tmp_path: Path):
    root = write(tmp_path, {"a.py": "total\n"})

    assert await found(root, {"pattern": "total"}, {"x" * 300: "total"}) == "a.py\n  1: total"


async def test_half_a_surrogate_pair_does_no_harm(tmp_path: Path):
    assert await found(tmp_path, {"pattern": "total"}, {"a.py": "total \ud800\n"}) == "a.py\n  1: total ?"
