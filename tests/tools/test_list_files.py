from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest

from journeyman.errors import ToolError
from journeyman.tools.list_files import ListFiles
from journeyman.tools.listing import listing


def create(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


async def listed(root: Path, **arguments: object) -> list[str]:
    return (await ListFiles(root).run(arguments, report=print)).text.split("\n")


async def test_files_are_sorted_and_ignored_ones_left_out(tmp_path: Path):
    create(tmp_path, "b.py", "a/c.py", "a/x.log", "build/o.py", ".hidden", ".git/config", "ä ö")
    (tmp_path / ".gitignore").write_text("*.log\nbuild/\n")

    assert await listed(tmp_path) == [".gitignore", ".hidden", "a/c.py", "b.py", "ä ö"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"path": "src"}, ["src/a.py", "src/deep/b.py", "src/deep/c.txt"]),
        ({"path": "./src/deep/"}, ["src/deep/b.py", "src/deep/c.txt"]),
        ({"glob": "*.py"}, ["src/a.py", "src/deep/b.py"]),
        ({"glob": "src/*.py"}, ["src/a.py"]),
        ({"glob": "./src/**/*.{txt,md}"}, ["src/deep/c.txt"]),
        ({"glob": "!*.py"}, [".gitignore", "src/deep/c.txt"]),
        ({"glob": "*", "path": "src"}, ["src/a.py", "src/deep/b.py", "src/deep/c.txt"]),
        ({"path": "build"}, ["build/o.py"]),
        ({"glob": "*.rs"}, ["No files match *.rs below . (ignored files are left out)."]),
        ({"path": "empty"}, ["No files are below empty (ignored files are left out)."]),
    ],
)
async def test_path_glob_and_depth_choose_what_is_listed(
    tmp_path: Path, arguments: dict[str, object], expected: list[str]
):
    create(tmp_path, "src/a.py", "src/gen.py", "src/deep/b.py", "src/deep/c.txt", "build/o.py", "empty/x.gen")
    (tmp_path / ".gitignore").write_text("gen.py\nbuild/\n*.gen\n")

    assert await listed(tmp_path, **arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"path": "a.py"}, "a.py is a file, not a folder. Use read_file"),
        ({"path": "absent"}, "absent does not exist. List its parent folder"),
        ({"path": "/"}, "outside the workspace"),
        ({"glob": "{a"}, "unclosed alternate group"),
    ],
)
async def test_what_cannot_be_listed_says_what_to_do(tmp_path: Path, arguments: dict[str, object], complaint: str):
    create(tmp_path, "a.py")

    with pytest.raises(ToolError, match=complaint):
        await listed(tmp_path, **arguments)


async def test_links_are_not_followed(tmp_path: Path):
    create(tmp_path, "work/a.py", "secret/b.py")
    (tmp_path / "work/out").symlink_to(tmp_path / "secret")

    assert await listed(tmp_path / "work") == ["a.py"]


MANY = [f"src/p{package}/d/m{module}.py" for package in range(1, 4) for module in range(1, 6)]


@pytest.mark.parametrize(
    ("files", "room", "expected"),
    [
        (MANY, 300, MANY),
        (MANY, 100, ["src/p1/d/ (5 files)", "src/p2/d/ (5 files)", "src/p3/d/ (5 files)"]),
        (MANY, 30, ["src/ (15 files)", "[Some folders are only counted. List one with `path` to see its files.]"]),
        (
            ["a", "b", "src/x"],
            5,
            ["a", "b", "[1 more entries are left out. Narrow with path or glob.]"],
        ),
        (["src/x"], 6, ["src/x"]),
    ],
)
def test_a_listing_goes_as_deep_as_there_is_room(files: Sequence[str], room: int, expected: list[str]):
    lines = listing(files, PurePosixPath(), room + 120).split("\n")

    assert lines[: len(expected)] == expected
    assert len("\n".join(lines)) <= room + 120
