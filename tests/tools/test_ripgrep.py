import time
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest

from journeyman.errors import ToolError
from journeyman.tools.ripgrep import files_below, find_ripgrep, nearest_files, ripgrep, similar_files


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


@pytest.mark.parametrize(
    ("files", "path", "nearest"),
    [
        (["src/lib/deep/lexer.py", "src/lib/deep/parser.py"], "src/lib/deep/parsr.py", ["src/lib/deep/parser.py"]),
        (["readme.txt", "src/readme.md"], "readme.text", ["readme.txt"]),
        (["src/a/READme.md", "src/readme.txt"], "readme.md", ["src/a/READme.md"]),
        (["src/deep/main.py", "srcs/mains.py"], "src/mainz.py", []),
    ],
)
def test_a_near_name_counts_only_next_to_the_absent_path(files: list[str], path: str, nearest: list[str]):
    assert nearest_files(files, PurePosixPath(path)) == nearest


@pytest.mark.parametrize(
    ("files", "path", "nearest"),
    [
        ([f"src/{n % 300}/{n}.py" for n in range(100_000)], "src/7/none.ts", []),
        ([f"src/{n}/index.ts" for n in range(100_000)], "lib/777/index.ts", ["src/777/index.ts"]),
        (["src/parser.py", *(f"src/{n}.py" for n in range(100_000))], "src/parsr.py", ["src/parser.py"]),
    ],
)
def test_a_near_name_is_found_quickly_among_many(files: Sequence[str], path: str, nearest: list[str]):
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        assert nearest_files(files, PurePosixPath(path))[:1] == nearest
        seconds.append(time.perf_counter() - start)

    # Measured on 2 cores: 0.04 to 0.09 s.
    assert min(seconds) < 0.3


async def test_stopping_ripgrep_takes_no_exit_code_from_asyncio(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "a.txt").write_text("line\n")

    for _ in range(50):
        await ripgrep(tmp_path, ["--regexp=line"], PurePosixPath(), limit=1)

    assert caplog.messages == []


async def test_a_search_that_takes_too_long_says_how_to_narrow_it(tmp_path: Path):
    with pytest.raises(ToolError, match=r"took longer than 0 seconds. Narrow it"):
        await ripgrep(tmp_path, ["--files"], PurePosixPath(), limit=1, timeout_seconds=0)
