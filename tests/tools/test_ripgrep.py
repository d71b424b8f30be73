from pathlib import Path, PurePosixPath

import pytest

from journeyman.errors import ToolError
from journeyman.tools.ripgrep import files_below, find_ripgrep, ripgrep, similar_files


def test_ripgrep_is_looked_for_in_one_place_after_the_other(tmp_path: Path):
    found = Path(find_ripgrep())

    assert find_ripgrep(str(tmp_path), str(found.parent)) == str(found)


def test_a_missing_ripgrep_names_another_way(tmp_path: Path):
    with pytest.raises(ToolError, match=r"not installed. Use run_command instead"):
        find_ripgrep(str(tmp_path))


async def test_ripgrep_is_stopped_when_enough_was_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text("line\n" * 1_000_000)

    output = await ripgrep(tmp_path, ["--no-filename", "--regexp=line"], PurePosixPath(), limit=3)

    assert output.records == ("line", "line", "line")
    assert not output.is_complete


async def test_only_records_to_keep_count(tmp_path: Path):
    (tmp_path / "a.txt").write_text("".join(f"{n}\n" for n in range(100_000)))

    arguments = ["--no-filename", "--regexp=."]
    output = await ripgrep(tmp_path, arguments, PurePosixPath(), limit=5, keep=lambda record: record.endswith("9999"))

    assert output.records == ("9999", "19999", "29999", "39999", "49999")


async def test_a_glob_does_not_bring_ignored_files_back(tmp_path: Path):
    (tmp_path / ".gitignore").write_text("b.log\n")
    (tmp_path / "a.log").touch()
    (tmp_path / "b.log").touch()

    assert await files_below(tmp_path, PurePosixPath(), glob="*.log") == ["a.log"]


async def test_names_with_line_breaks_stay_whole(tmp_path: Path):
    (tmp_path / "a\nb").touch()

    assert await files_below(tmp_path, PurePosixPath()) == ["a\nb"]


async def test_the_namesake_that_is_nearest_comes_first(tmp_path: Path):
    for folder in ("docs", "server/app", "tests/app"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.py").touch()

    assert (await similar_files(tmp_path, PurePosixPath("src/app/main.py")))[-1] == "docs/main.py"


async def test_a_search_that_takes_too_long_says_how_to_narrow_it(tmp_path: Path):
    with pytest.raises(ToolError, match=r"took longer than 0 seconds. Narrow it"):
        await ripgrep(tmp_path, ["--files"], PurePosixPath(), limit=1, timeout_seconds=0)
