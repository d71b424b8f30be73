"""One can go back to before a turn, with files, conversation or both, and forward again."""

import pytest

from changed_project import ABC, ID, NOW, Project, open_project
from journeyman.agent.messages import AssistantMessage, Summary, UserMessage
from journeyman.changes import Changes
from journeyman.changes.deciding import LATER_FIRST
from journeyman.errors import UsageError
from journeyman.memory.episode_rows import Evidence
from journeyman.review.change_sets import Resolution, Restoration, RestoredFile
from journeyman.review.hunks import TOUCHED
from journeyman.review.rejections import INTRODUCTION, MAX_CHARACTERS


@pytest.fixture
async def project(tmp_path):
    async with open_project(tmp_path) as project:
        yield project


async def say(project: Project, *texts: str) -> None:
    for text in texts:
        await project.records.sessions(lambda store, now, text=text: store.add(ID, UserMessage(text), now=now))


async def history(project: Project) -> list:
    return await project.records.sessions(lambda store, _: store.history(ID))


async def test_files_go_back_to_before_a_turn(project: Project):
    first = await project.turn("t1", a=b"A\nb\nc\nd\ne\n", new=b"new\n")
    second = await project.turn("t2", a=b"A\nB\nc\nd\ne\n", b=None)
    project.files.type("a.py", b"A\nB\nc\nd\nuser\n")
    files = (RestoredFile("a.py", "restore"), RestoredFile("b.py", "create"), RestoredFile("new.py", "delete"))
    before = project.files.texts

    assert await project.changes.restore(first, "files", dry_run=True) == Restoration("Fix it.", files)
    assert project.files.texts == before
    assert await project.changes.restore(first, "files") == Restoration("Fix it.", files)

    assert project.files.texts == {"a.py": b"a\nb\nc\nd\nuser\n", "b.py": b"b\n"}
    assert [found.turn_id for found in await project.changes.checkpoints()] == ["t1", "t2"]

    # And forward again, to before the second turn.
    assert (await project.changes.restore(second, "files")).files == (
        RestoredFile("a.py", "restore"),
        RestoredFile("b.py", "unchanged"),
        RestoredFile("new.py", "create"),
    )
    assert project.files.texts == {"a.py": b"A\nb\nc\nd\nuser\n", "b.py": b"b\n", "new.py": b"new\n"}


async def test_going_back_can_itself_be_rejected(project: Project):
    first = await project.turn(a=b"A\nb\nc\nd\ne\n", b=None)
    after = project.files.texts
    await project.changes.restore(first, "files")
    assert project.files.texts == {"a.py": ABC, "b.py": b"b\n"}
    restored = (await project.changes.list())[-1]
    assert (restored.kind, restored.prompt) == ("restore", "Fix it.")

    await project.changes.take_rejections()

    await project.changes.resolve(str(restored.id), None, "reject")

    assert project.files.texts == after
    assert await project.changes.take_rejections() == ""
    with pytest.raises(UsageError, match="is no checkpoint"):
        await project.changes.restore(str(restored.id), "files")


async def test_a_file_with_edits_in_the_way_stays_while_others_go_back(project: Project):
    first = await project.turn(a=b"A\nb\nc\nd\ne\n", b=b"B\n")
    project.files.type("a.py", b"user\nb\nc\nd\ne\n")
    files = (RestoredFile("a.py", "conflict", TOUCHED), RestoredFile("b.py", "restore"))

    assert (await project.changes.restore(first, "files", dry_run=True)).files == files
    assert (await project.changes.restore(first, "files")).files == files

    assert project.files.texts == {"a.py": b"user\nb\nc\nd\ne\n", "b.py": b"b\n"}


async def test_what_was_rejected_before_is_not_undone_twice(project: Project):
    first = await project.turn("t1", a=b"A\nb\nc\nd\nE\n", b=b"B\n")
    hunk, *_ = await project.hunk_ids(first)
    await project.changes.resolve(first, [hunk, "2.1.0"], "reject")
    await project.turn("t2", a=b"a\nb\nC\nd\nE\n")
    # Where nothing has to be undone, nothing has to be kept.
    await project.records.thread.run(lambda db: db.execute("UPDATE changed_files SET is_kept = 0 WHERE path = 'b.py'"))

    restoration = await project.changes.restore(first, "files")

    assert restoration.files == (RestoredFile("a.py", "restore"), RestoredFile("b.py", "unchanged"))
    assert project.files.texts == {"a.py": ABC, "b.py": b"b\n"}


async def test_typing_in_the_moment_of_going_back_is_not_lost(project: Project):
    first = await project.turn(a=b"A\nb\nc\nd\ne\n")
    project.files.before_store.append(lambda: project.files.type("a.py", b"A\nb\nc\nd\ntyped\n"))

    assert (await project.changes.restore(first, "files")).files == (RestoredFile("a.py", "restore"),)

    assert project.files.texts["a.py"] == b"a\nb\nc\nd\ntyped\n"
    [restored] = (await project.changes.list())[1:]
    await project.changes.resolve(str(restored.id), None, "reject")
    assert project.files.texts["a.py"] == b"A\nb\nc\nd\ntyped\n"


async def test_a_write_refused_twice_is_a_conflict_and_leaves_no_record(project: Project):
    first = await project.turn(a=b"A\nb\nc\nd\ne\n")
    for text in (b"A\nb\nc\nd\n1\n", b"A\nb\nc\nd\n12\n"):
        project.files.before_store.append(lambda text=text: project.files.type("a.py", text))

    restoration = await project.changes.restore(first, "files")

    assert restoration.files == (RestoredFile("a.py", "conflict", "a.py changed in the meantime."),)
    assert len(await project.changes.list()) == 1
    assert project.files.texts["a.py"] == b"A\nb\nc\nd\n12\n"


async def test_the_conversation_is_cut_back_and_the_files_stay(project: Project):
    await say(project, "one", "two")
    await project.changes.begin("t2", "three", 1, 2)
    await project.write("a.py", b"A\n")
    await say(project, "three", "four")
    [checkpoint] = await project.changes.checkpoints()
    cut = Restoration("three", (), (UserMessage("one"), UserMessage("two")))

    assert await project.changes.restore(str(checkpoint.id), "task", dry_run=True) == cut
    assert len(await history(project)) == 4
    assert await project.changes.restore(str(checkpoint.id), "task") == cut

    assert await history(project) == [UserMessage("one"), UserMessage("two")]
    assert project.files.texts["a.py"] == b"A\n"
    lines = await project.records.sessions(lambda store, _: list(store.export(ID)))
    assert [line["history"] for line in lines] == [2, 1, 1, 1, 1, 2, 2]


async def test_what_a_compaction_replaced_comes_back(project: Project):
    await say(project, "one", "two")
    await project.changes.begin("t2", "three", 1, 1)
    compacted = [Summary(("one",), "Much."), AssistantMessage("ok")]
    await project.records.sessions(lambda store, now: store.replace_history(ID, compacted, now=now))
    await project.changes.begin("t3", "four", 2, 1)
    first, second = [str(each.id) for each in await project.changes.checkpoints()]

    assert (await project.changes.restore(first, "task")).messages == (UserMessage("one"),)
    assert await history(project) == [UserMessage("one")]
    assert (await project.changes.restore(second, "task")).messages == (Summary(("one",), "Much."),)


async def test_both_go_back_at_once(project: Project):
    await say(project, "one")
    await project.changes.begin("t2", "two", 1, 1)
    await project.write("a.py", b"A\n")
    await say(project, "two")
    [checkpoint] = await project.changes.checkpoints()

    restoration = await project.changes.restore(str(checkpoint.id), "both")

    assert restoration == Restoration("two", (RestoredFile("a.py", "restore"),), (UserMessage("one"),))
    assert project.files.texts["a.py"] == ABC
    assert await project.changes.take_rejections() == ""


async def test_the_model_is_told_once_what_was_rejected(project: Project):
    change_set = await project.turn(a=b"A\xe4\nb\nd\ne\n", new=b"x")
    await project.changes.resolve(change_set, None, "reject")
    another = Changes(ID, project.records, project.files)

    told = await another.take_rejections()

    assert told.split("\n\n") == [
        INTRODUCTION,
        "a.py, line 1:\nA�",
        "a.py: deleting line 3 of the version before.",
        "new.py: creating it.",
    ]
    assert await another.take_rejections() == ""


async def test_what_the_model_is_told_stays_short(project: Project):
    change_set = await project.turn(**{f"f{number}": f"{number}\n".encode() * 500 for number in range(300)})
    await project.changes.resolve(change_set, None, "reject")
    change_set = await project.turn("t2", a=b"long line\n" * 1000)
    await project.changes.resolve(change_set, None, "reject")

    told = await project.changes.take_rejections()

    assert len(told) < MAX_CHARACTERS + 2000
    assert told.endswith(" more.")


async def test_the_model_is_told_that_files_went_back_unless_it_forgets_the_turn(project: Project):
    first = await project.turn("t1", a=b"A\n")
    await project.changes.restore(first, "files")
    assert "Everything that you changed in these files lately: a.py." in await project.changes.take_rejections()
    second = await project.turn("t2", a=b"A\n")
    await project.changes.resolve(second, None, "reject")

    await project.changes.restore(second, "task")

    assert await project.changes.take_rejections() == ""


async def test_decisions_are_evidence_about_the_turn(project: Project):
    await project.open_episode("t1")
    change_set = await project.turn("t1", a=b"A\nb\nC\nd\nE\n", b=b"B\n")
    hunks = await project.hunk_ids(change_set)
    await project.changes.resolve(change_set, hunks[:1], "reject")
    assert await project.evidence() == []

    await project.changes.resolve(change_set, hunks[1:], "accept")
    assert await project.changes.resolve(change_set, None, "accept") == Resolution((), ())

    assert await project.evidence() == [Evidence("hunks", 0.75, "3 of 4 hunks accepted", NOW)]


async def test_going_back_is_evidence_against_the_turns(project: Project):
    await project.open_episode("t1")
    await project.open_episode("t2")
    first = await project.turn("t1", a=b"A\n")
    await project.turn("t2")

    await project.changes.restore(first, "files", dry_run=True)
    await project.changes.restore(first, "files")

    assert await project.evidence() == [Evidence("hunks", 0, "restored from a checkpoint", NOW)]


async def test_a_file_that_a_later_turn_deleted_does_not_come_back_for_good(project: Project):
    created = await project.turn("t1", new=b"x\n")
    deleted = await project.turn("t2", new=None)

    early = await project.changes.resolve(created, None, "reject")
    assert [failure.reason for failure in early.failed] == [LATER_FIRST]

    for change_set in (deleted, created):
        assert (await project.changes.resolve(change_set, None, "reject")).failed == ()
    assert "new.py" not in project.files.files
