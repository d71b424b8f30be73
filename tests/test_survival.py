"""What is still there later of the lines that a turn wrote is told from what the user took out."""

import os
import random
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from changed_project import ID, NOW, Project, open_project
from journeyman.agent.interfaces import FileBytes
from journeyman.agent.messages import Usage
from journeyman.changes.survival import MAX_FILES, survival
from journeyman.errors import ToolError
from journeyman.memory.episode_rows import Episode, Evidence
from journeyman.review.hunks import MAX_TEXT_BYTES, Change, compare
from project.repositories import git, repository

OLD = b"import os\n\ndef old():\n    return 1\n"
NEW = b"import os\n\ndef old():\n    return 2\n\n\ndef new(a):\n    b = 'a'\n    return [a, b]\n"
CAPITALS = b"A\nB\nC\nD\nE\n"


@pytest.fixture
async def project(tmp_path):
    async with open_project(tmp_path) as project:
        yield project


def change(base: bytes | None, result: bytes | None, *, rejected: int | None = None) -> Change:
    found = compare(*(None if data is None else FileBytes(data) for data in (base, result)))
    hunks = {hunk: "rejected" if place == rejected else "accepted" for place, hunk in enumerate(found.states)}
    return replace(found, states=hunks)


def count(changes: list[Change], current: bytes | None) -> tuple[int, int] | None:
    return survival(changes, None if current is None else FileBytes(current))


@pytest.mark.parametrize(
    ("current", "kept"),
    [
        pytest.param(NEW, 4, id="as it was"),
        pytest.param(b"# top\n\n" + NEW.replace(b"import os\n", b"") + b"\n\nmore()\n", 4, id="edits elsewhere"),
        pytest.param(NEW.replace(b"return 2", b"return 3"), 3, id="a line is rewritten"),
        pytest.param(NEW[NEW.index(b"def new") :] + NEW[: NEW.index(b"def new")], 4, id="the lines are moved"),
        pytest.param(NEW.replace(b"'", b'"').replace(b"    ", b"\t").replace(b"\n", b"\r\n"), 4, id="formatted"),
        pytest.param(NEW.replace(b"b]\n", b"b];\n").replace(b"a, b", b"a,b"), 4, id="formatted by another one"),
        pytest.param(OLD, 0, id="taken back by hand"),
        pytest.param(b"", 0, id="emptied"),
        pytest.param(None, 0, id="deleted"),
    ],
)
def test_lines_of_the_agent_are_counted_where_they_still_are(current, kept):
    assert count([change(OLD, NEW)], current) == (kept, 4)


@pytest.mark.parametrize(
    ("base", "result", "counts"),
    [
        pytest.param(None, NEW, (6, 6), id="a new file, without its empty lines"),
        pytest.param(NEW, OLD, (1, 1), id="lines are taken out"),
        pytest.param(NEW, None, (0, 0), id="the file is deleted"),
        pytest.param(OLD, OLD.replace(b"    ", b"\t"), (0, 0), id="only white space"),
        pytest.param(OLD, OLD + b"}\n);\n", (0, 0), id="lines that say nothing"),
        pytest.param("größer".encode(), "größter\nда".encode(), (2, 2), id="letters of other languages"),
        pytest.param(b"x\n" * 5, b"x\n" * 9, (4, 4), id="the same line again and again"),
    ],
)
def test_only_lines_that_the_agent_wrote_count(base, result, counts):
    assert count([change(base, result)], result) == counts


@pytest.mark.parametrize("other", [b"\0", b"x" * (MAX_TEXT_BYTES + 1)], ids=["binary", "huge"])
def test_what_is_no_text_is_not_counted(other):
    assert count([change(other, NEW)], NEW) is None
    assert count([change(OLD, other)], NEW) is None
    assert count([change(OLD, NEW), change(other, NEW)], NEW) is None
    assert count([change(OLD, NEW)], other) is None


def test_a_line_that_is_there_once_is_not_found_twice():
    twice = b"import os\nlog('start')\nwork()\nlog('start')\n"

    assert count([change(None, twice)], b"log('start')\nimport os\nwork()\n") == (3, 4)


def test_rejected_hunks_do_not_count():
    changed = change(b"a\nb\nc\n", b"A\nb\nC\n", rejected=0)

    assert count([changed], b"a\nb\nC\n") == (1, 1)
    assert count([change(None, NEW, rejected=0)], None) == (0, 0)


def test_what_the_agent_replaced_itself_is_not_the_verdict_of_the_user():
    first, second = change(b"", b"a1\na2\na3\na4\n"), change(b"a1\na2\nuser\na4\n", b"b1\na2\nuser\na4\n")

    assert count([first, second], b"b1\na2\nuser\na4\n") == (2, 3)
    assert count([first, second], b"b1\nuser\nuser\na4\n") == (1, 3)
    assert count([first, change(b"a1\na2\na3\na4\n", None)], None) == (0, 0)


def test_lines_are_followed_past_what_comes_above_them():
    first = change(b"end\n", b"a1\na2\nend\n")
    above = b"u1\nu2\nu3\n" + b"a1\na2\nend\n"

    assert count([first, change(above, b"x\n" + above)], b"a1\na2\n") == (2, 2)
    assert count([first, change(above, b"x\n" + above)], above.replace(b"a2", b"mine")) == (1, 2)


def test_what_is_rejected_of_a_later_change_leaves_the_earlier_lines_in_the_count():
    first, second = change(b"", b"a1\na2\n"), change(b"a1\na2\n", b"b1\na2\n", rejected=0)

    assert count([first, second], b"a1\na2\n") == (2, 2)


def test_counting_agrees_with_lines_that_carry_their_names():
    draw = random.Random(7)
    for _ in range(300):
        base = [f"base {number}" for number in range(draw.randrange(30))]
        result = sorted(
            [*base, *(f"agent {number}" for number in range(draw.randrange(1, 30)))], key=lambda _: draw.random()
        )
        current = [line for line in result if draw.random() < 0.7] + [f"user {number}" for number in range(5)]
        if draw.random() < 0.5:
            draw.shuffle(current)
        was, became, now = ("\n".join(lines).encode() for lines in (base, result, current))

        kept, written = count([change(was, became)], now) or (0, 0)

        # Old lines in another place are the agent's work, too, so those are counted beside the new ones.
        assert written >= sum(line.startswith("agent") for line in result)
        gone = len(set(result) - set(current))
        assert written - gone <= kept <= min(written, len(set(result) & set(current)))


async def test_a_turn_is_told_with_its_share_and_its_age(project: Project, tmp_path):
    await project.turn(a=CAPITALS, new=b"one\n\ntwo\nthree\n", b=None)
    project.files.type("new.py", b"one\n\ntwo and more\nthree\n")

    assert await look(project, tmp_path) == Evidence(
        "survival", 7 / 8, "7 of 8 lines still there after 31 minutes", NOW
    )


@pytest.mark.parametrize(
    ("age", "words"), [(timedelta(minutes=11), "11 minutes"), (timedelta(hours=5), "5 hours"), (timedelta(3), "3 days")]
)
async def test_the_age_is_told_in_a_unit_that_fits(project: Project, tmp_path, age, words):
    await project.turn(a=CAPITALS)

    found = await look(project, tmp_path, age=age)

    assert found.source == f"5 of 5 lines still there after {words}"


async def test_lines_of_a_deleted_file_are_gone(project: Project, tmp_path):
    await project.turn(a=CAPITALS, new=b"new\n")
    del project.files.files["new.py"]

    assert (await look(project, tmp_path)).source.startswith("5 of 6 lines")


async def test_a_turn_that_wrote_nothing_is_not_told_of(project: Project, tmp_path):
    await project.turn(b=None)

    assert await look(project, tmp_path) is None
    assert await look(project, tmp_path, turn_id="another") is None


async def test_what_was_rejected_is_not_counted_again(project: Project, tmp_path):
    change_set = await project.turn(a=b"A\nb\nc\nd\nE\n")
    first, _ = await project.hunk_ids(change_set)
    await project.changes.resolve(change_set, [first], "reject")

    assert (await look(project, tmp_path)).source == "1 of 1 lines still there after 31 minutes"


async def test_each_turn_has_its_own_lines(project: Project, tmp_path):
    await project.turn("t1", a=b"A\nB\nc\nd\ne\n")
    await project.turn("t2", a=b"A\nB2\nc\nd\nE\n")
    project.files.type("a.py", b"A\nB2\nc\nd\nmine\n")

    assert (await look(project, tmp_path, turn_id="t1")).source.startswith("1 of 1 lines")
    assert (await look(project, tmp_path, turn_id="t2")).source.startswith("1 of 2 lines")


async def test_going_back_to_a_checkpoint_is_not_counted_again(project: Project, tmp_path):
    change_set = await project.turn(a=CAPITALS)
    await project.changes.restore(change_set, "files")

    assert await look(project, tmp_path) is None


async def test_a_session_that_was_deleted_says_nothing(project: Project, tmp_path):
    await project.turn(a=CAPITALS)
    await project.records.sessions(lambda store, _: store.delete(ID))

    assert await look(project, tmp_path) is None


async def test_a_file_that_cannot_be_read_is_left_out(project: Project, tmp_path):
    await project.turn(a=CAPITALS, new=b"new\n")
    load = project.files.load

    async def refuse(path):
        if path.name == "a.py":
            raise ToolError("It is outside the workspace.")
        return await load(path)

    project.files.load = refuse

    assert (await look(project, tmp_path)).source.startswith("1 of 1 lines")


async def test_a_file_that_is_binary_by_now_is_left_out(project: Project, tmp_path):
    await project.turn(a=CAPITALS, new=b"new\n")
    project.files.type("a.py", b"\0")

    assert (await look(project, tmp_path)).source.startswith("1 of 1 lines")


async def test_a_file_whose_content_is_damaged_or_not_kept_is_left_out(project: Project, tmp_path):
    await project.turn(a=CAPITALS, damaged=b"damaged\n", lost=b"lost\n", later=b"kept\n")
    await project.turn("t2", later=b"lost, too\n")
    with sqlite3.connect(tmp_path / "journeyman.db") as db:
        results = dict(db.execute("SELECT path, result FROM changed_files"))
        db.execute("UPDATE blobs SET data = x'00' WHERE sha256 = ?", [results["damaged.py"]])
        db.execute("DELETE FROM blobs WHERE sha256 = ?", [results["lost.py"]])
        db.execute("DELETE FROM blobs WHERE sha256 = ?", [results["later.py"]])

    assert (await look(project, tmp_path)).source.startswith("5 of 5 lines")


async def test_of_many_files_the_first_ones_are_looked_at(project: Project, tmp_path):
    await project.turn(**{f"new{number}": b"new\n" for number in range(MAX_FILES + 1)})

    assert (await look(project, tmp_path)).source.startswith(f"{MAX_FILES} of {MAX_FILES} lines")


async def test_what_takes_too_long_says_nothing(project: Project, tmp_path, monkeypatch):
    monkeypatch.setattr("journeyman.changes.survival.TIMEOUT_SECONDS", 0)
    await project.turn(a=CAPITALS)

    assert await look(project, tmp_path) is None


async def test_lines_that_are_missing_on_another_branch_say_nothing(project: Project, tmp_path):
    root = repository(tmp_path / "project", "first")
    head = root / ".git" / "HEAD"
    os.utime(head, (NOW.timestamp() - 86_400,) * 2)
    await project.turn(a=CAPITALS)
    project.files.type("a.py", b"other\n")
    assert (await look(project, root)).value == 0
    git(root, "commit", "--quiet", "--allow-empty", "--message", "second")
    assert (await look(project, root)).value == 0

    git(root, "checkout", "--quiet", "-b", "other")

    os.utime(head, (NOW.timestamp(),) * 2)
    assert await look(project, root) is None
    project.files.type("a.py", CAPITALS)
    assert (await look(project, root)).value == 1


async def test_a_linked_worktree_is_looked_at_like_any_folder(project: Project, tmp_path):
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    await project.turn(a=CAPITALS)
    project.files.type("a.py", b"other\n")

    assert (await look(project, tmp_path)).value == 0


async def look(
    project: Project, root: Path, *, turn_id: str = "t1", age: timedelta = timedelta(minutes=31)
) -> Evidence | None:
    """Ask what is left of a turn that ended `age` ago."""
    ended = NOW - age
    episode = Episode(
        1, ID, "workspace", turn_id, "Fix it.", "m", "open", ended, None, ended, "end_turn", 1, 0, Usage(), 0.0
    )
    return await project.changes.survival(episode, root)
