"""What the agent changed can be seen and taken back, and nobody's work is lost."""

from pathlib import PurePosixPath

import pytest

from changed_project import ABC, Project, open_project
from journeyman.agent.interfaces import FileBytes
from journeyman.changes.deciding import DECIDED, LIST_AGAIN
from journeyman.changes.journal import NOT_KEPT
from journeyman.errors import UsageError
from journeyman.memory.blobs import MAX_FILE_BYTES
from journeyman.review.change_sets import Failure, FileDiff, HunkView, Resolution, RestoredFile
from journeyman.review.hunks import FILE_TOUCHED, TOUCHED, Hunk


@pytest.fixture
async def project(tmp_path):
    async with open_project(tmp_path) as project:
        yield project


async def test_changes_of_a_turn_are_listed_and_shown(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\ne\nf\n", new=b"\xe4\n", b=None)

    [found] = await project.changes.list()
    assert (str(found.id), found.turn_id, found.kind, found.prompt) == (change_set, "t1", "turn", "Fix it.")
    assert [(file.path, file.status) for file in found.files] == [
        ("a.py", "modified"),
        ("new.py", "created"),
        ("b.py", "deleted"),
    ]
    assert await project.changes.diff(change_set) == (
        FileDiff(
            "a.py",
            "a\nb\nc\nd\ne\n",
            "A\nb\nc\nd\ne\nf\n",
            (
                HunkView("1.1.0", Hunk("lines", 0, 1, 0, 1), "pending", ""),
                HunkView("1.1.1", Hunk("lines", 5, 0, 5, 1), "pending", ""),
            ),
        ),
        FileDiff("new.py", None, "ä\n", (HunkView("2.1.0", Hunk("whole", 0, 0, 0, 1), "pending", ""),)),
        FileDiff("b.py", "b\n", None, (HunkView("3.1.0", Hunk("whole", 0, 1, 0, 0), "pending", ""),)),
    )
    assert project.told[-1] == found


async def test_rejecting_everything_restores_the_bytes(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\n", new=b"x", b=None)
    await project.write("a.py", b"A\nB\nc\n", 0o755)

    resolution = await project.changes.resolve(change_set, None, "reject")

    assert len(resolution.resolved) == 5
    assert resolution.failed == ()
    assert project.files.files == {"a.py": FileBytes(ABC, 0o644), "b.py": FileBytes(b"b\n", 0o644)}
    assert await project.counts() == [("a.py", 0, 0, 3), ("new.py", 0, 0, 1), ("b.py", 0, 0, 1)]


async def test_a_hunk_is_rejected_around_edits_of_the_user(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\nE\n")
    project.files.type("a.py", b"A\nb\nuser\nd\nE\n")
    first, _ = await project.hunk_ids(change_set)

    assert await project.changes.resolve(change_set, [first], "reject") == Resolution((first,), ())

    assert project.files.texts["a.py"] == b"a\nb\nuser\nd\nE\n"
    assert await project.counts() == [("a.py", 1, 0, 1)]


async def test_a_hunk_that_the_user_wrote_over_stays_and_says_why(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\nE\n", new=b"x\n")
    project.files.type("a.py", b"U\nb\nc\nd\nE\n")
    project.files.type("new.py", b"mine\n")
    first, last, new = await project.hunk_ids(change_set)

    problems = [view.problem for file in await project.changes.diff(change_set) for view in file.hunks]
    resolution = await project.changes.resolve(change_set, None, "reject")

    assert problems == [TOUCHED, "", FILE_TOUCHED]
    assert resolution == Resolution((last,), (Failure(first, TOUCHED), Failure(new, FILE_TOUCHED)))
    assert project.files.texts == {"a.py": b"U\nb\nc\nd\ne\n", "b.py": b"b\n", "new.py": b"mine\n"}
    assert await project.counts() == [("a.py", 1, 0, 1), ("new.py", 1, 0, 0)]


async def test_what_is_accepted_stays(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\nE\n")
    first, last = await project.hunk_ids(change_set)

    assert await project.changes.resolve(change_set, None, "accept") == Resolution((first, last), ())
    assert await project.changes.resolve(change_set, None, "reject") == Resolution((), ())

    assert project.files.texts["a.py"] == b"A\nb\nc\nd\nE\n"
    assert project.files.stores == 1


async def test_a_decision_holds(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\nE\n")
    first, last = await project.hunk_ids(change_set)
    await project.changes.resolve(change_set, [first], "accept")
    await project.changes.resolve(change_set, [last], "reject")

    assert await project.changes.resolve(change_set, [first, first], "accept") == Resolution((first,), ())
    assert await project.changes.resolve(change_set, [first, last], "reject") == Resolution(
        (last,), (Failure(first, DECIDED["accepted"]),)
    )
    assert await project.changes.resolve(change_set, [last], "accept") == Resolution(
        (), (Failure(last, DECIDED["rejected"]),)
    )
    assert project.files.texts["a.py"] == b"A\nb\nc\nd\ne\n"


async def test_ids_end_with_the_next_change_of_the_file(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\ne\n", b=b"B\n")
    a, b = await project.hunk_ids(change_set)
    await project.write("a.py", b"A\nb\nc\nd\nE\n")

    resolution = await project.changes.resolve(change_set, [a, b, "", "1.1.99", "\ud800"], "reject")

    assert resolution == Resolution((b,), tuple(Failure(each, LIST_AGAIN) for each in (a, "", "1.1.99", "\ud800")))
    assert project.files.texts == {"a.py": b"A\nb\nc\nd\nE\n", "b.py": b"b\n"}


@pytest.mark.parametrize("change_set_id", ["", "99", "-1", "1 ", "99999999999999999999999", "\ud800", "x"])
async def test_an_unknown_change_set_says_what_to_do(project: Project, change_set_id: str):
    await project.turn(a=b"A\n")

    with pytest.raises(UsageError, match="List them to see which there are"):
        await project.changes.diff(change_set_id)
    with pytest.raises(UsageError, match="List them to see which there are"):
        await project.changes.resolve(change_set_id, None, "reject")
    with pytest.raises(UsageError, match="List them to see which there are"):
        await project.changes.restore(change_set_id, "both")


async def test_a_file_that_is_as_it_was_drops_out(project: Project):
    await project.turn(a=b"A\n", new=b"x")

    await project.write("a.py", ABC)
    await project.write("new.py", None)

    assert await project.changes.list() == ()
    assert project.told[-1].files == ()


async def test_a_crash_between_record_and_write_is_healed(project: Project):
    change_set = await project.turn()
    await project.changes.record([(PurePosixPath("a.py"), FileBytes(ABC), FileBytes(b"A\nb\nc\nd\ne\n"))])
    [hunk] = await project.hunk_ids(change_set)

    assert await project.changes.resolve(change_set, None, "reject") == Resolution((hunk,), ())

    assert (project.files.texts["a.py"], project.files.stores) == (ABC, 0)


async def test_typing_in_the_moment_of_rejecting_is_not_lost(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\ne\n")
    project.files.before_store.append(lambda: project.files.type("a.py", b"A\nb\nc\nd\ntyped\n"))

    resolution = await project.changes.resolve(change_set, None, "reject")

    assert (len(resolution.resolved), resolution.failed) == (1, ())
    assert project.files.texts["a.py"] == b"a\nb\nc\nd\ntyped\n"


async def test_after_a_second_refusal_the_hunk_stays(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\ne\n")
    [hunk] = await project.hunk_ids(change_set)
    for text in (b"A\nb\nc\nd\n1\n", b"A\nb\nc\nd\n12\n"):
        project.files.before_store.append(lambda text=text: project.files.type("a.py", text))

    resolution = await project.changes.resolve(change_set, None, "reject")

    assert resolution == Resolution((), (Failure(hunk, "a.py changed in the meantime."),))
    assert project.files.texts["a.py"] == b"A\nb\nc\nd\n12\n"
    assert await project.counts() == [("a.py", 1, 0, 0)]
    assert await project.changes.take_rejections() == ""


async def test_a_file_that_cannot_be_read_says_why(project: Project):
    change_set = await project.turn()
    await project.changes.record([(PurePosixPath("../x.py"), None, FileBytes(b"x"))])
    [hunk] = await project.hunk_ids(change_set)

    [file] = await project.changes.diff(change_set)
    resolution = await project.changes.resolve(change_set, None, "reject")
    restoration = await project.changes.restore(change_set, "files")

    reason = "../x.py is outside the workspace."
    assert [view.problem for view in file.hunks] == [reason]
    assert resolution == Resolution((), (Failure(hunk, reason),))
    assert restoration.files == (RestoredFile("../x.py", "conflict", reason),)


async def test_a_new_file_that_was_too_large_for_a_while_can_be_taken_back(project: Project):
    change_set = await project.turn()
    large = FileBytes(b"x" * (MAX_FILE_BYTES + 1))
    await project.changes.record([(PurePosixPath("large"), None, large)])
    await project.changes.record([(PurePosixPath("large"), large, FileBytes(b"small"))])
    [hunk] = await project.hunk_ids(change_set)

    [file] = await project.changes.diff(change_set)
    assert (file.old, file.new, file.hunks[0].problem) == (None, "small", "")
    project.files.type("large", b"small")
    assert await project.changes.resolve(change_set, [hunk], "reject") == Resolution((hunk,), ())
    assert "large" not in project.files.texts


async def test_what_is_not_kept_says_so(project: Project):
    change_set = await project.turn()
    large = FileBytes(b"x" * (MAX_FILE_BYTES + 1))
    await project.changes.record([(PurePosixPath("large"), large, FileBytes(b"small"))])
    await project.changes.record([(PurePosixPath("large"), FileBytes(b"small"), FileBytes(b"smaller"))])
    [hunk] = await project.hunk_ids(change_set)

    [file] = await project.changes.diff(change_set)
    resolution = await project.changes.resolve(change_set, None, "reject")
    restoration = await project.changes.restore(change_set, "files")

    assert (file.old, file.new, file.hunks[0].problem) == (None, None, NOT_KEPT)
    assert resolution == Resolution((), (Failure(hunk, NOT_KEPT),))
    assert restoration.files == (RestoredFile("large", "conflict", NOT_KEPT),)
    assert [file.is_kept for file in (await project.changes.list())[0].files] == [False]
