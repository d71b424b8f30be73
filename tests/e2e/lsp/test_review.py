"""What the agent changed: listed, shown, accepted, rejected, gone back from."""

import pytest

from e2e.lsp.model import call, calls, edit, say
from journeyman.lsp import protocol

LINES = [f"line {number}\n" for number in range(1, 21)]


@pytest.fixture
def long(project):
    """A file with room for two changes that do not touch."""
    (project / "long.txt").write_text("".join(LINES))
    return project / "long.txt"


async def edited_twice(chat, model):
    """Two hunks in `long.txt`; returns their change set."""
    model.will(
        call(
            "edit_file",
            path="long.txt",
            edits=[{"old": "line 2\n", "new": "LINE 2\n"}, {"old": "line 19\n", "new": "LINE 19\n"}],
        ),
        say("Done."),
    )
    await chat.play("shout")
    [change_set] = await chat.changes()
    return change_set


def with_lines(**changed):
    return "".join(changed.get(f"line{number}", line) for number, line in enumerate(LINES, 1))


async def test_changes_are_told_listed_and_shown(chat, model, long):
    change_set = await edited_twice(chat, model)
    diff = await chat.ask(protocol.CHANGES_DIFF, changeSetId=change_set["changeSetId"])

    told = [update for update in chat.updates if update["kind"] == "change_set"]
    [file] = diff["files"]
    assert told[-1] == {"kind": "change_set", **change_set}
    assert change_set["files"] == [
        {"path": "long.txt", "status": "modified", "pending": 2, "accepted": 0, "rejected": 0, "restorable": True}
    ]
    assert (file["path"], file["oldText"]) == ("long.txt", "".join(LINES))
    assert file["newText"] == with_lines(line2="LINE 2\n", line19="LINE 19\n")
    assert [(hunk["newStart"], hunk["newLines"], hunk["state"], hunk["problem"]) for hunk in file["hunks"]] == [
        *((2, 1, "pending", ""), (19, 1, "pending", ""))
    ]


async def test_accepted_changes_stay_and_rejected_ones_are_taken_back(chat, model, long):
    change_set = await edited_twice(chat, model)
    first, second = await hunks(chat, change_set)

    accepted = await chat.ask(
        protocol.CHANGES_RESOLVE, changeSetId=change_set["changeSetId"], hunkIds=[first], action="accept"
    )
    rejected = await chat.reject(change_set)
    [after] = await chat.changes()

    assert accepted == {"resolved": [first], "failed": []}
    assert rejected == {"resolved": [second], "failed": []}
    assert long.read_text() == with_lines(line2="LINE 2\n")
    assert [(file["pending"], file["accepted"], file["rejected"]) for file in after["files"]] == [(0, 1, 1)]


async def test_what_the_user_wrote_elsewhere_survives_a_rejection(chat, model, long):
    change_set = await edited_twice(chat, model)
    first, _ = await hunks(chat, change_set)
    long.write_text(with_lines(line2="LINE 2\n", line10="mine\n", line19="LINE 19\n"))

    rejected = await chat.reject(change_set, [first])

    assert rejected == {"resolved": [first], "failed": []}
    assert long.read_text() == with_lines(line10="mine\n", line19="LINE 19\n")


async def test_a_hunk_that_the_user_changed_cannot_be_rejected_and_says_why(chat, model, long):
    change_set = await edited_twice(chat, model)
    first, second = await hunks(chat, change_set)
    long.write_text(with_lines(line2="my own\n", line19="LINE 19\n"))

    rejected = await chat.reject(change_set)
    diff = await chat.ask(protocol.CHANGES_DIFF, changeSetId=change_set["changeSetId"])

    [failed] = rejected["failed"]
    assert rejected["resolved"] == [second]
    assert failed["hunkId"] == first
    assert failed["reason"] == diff["files"][0]["hunks"][0]["problem"] != ""
    assert long.read_text() == with_lines(line2="my own\n")


async def test_hunks_and_change_sets_that_do_not_exist_are_refused(chat, model, long):
    change_set = await edited_twice(chat, model)

    missing = await chat.reject(change_set, ["7.7.7"])
    diff = await chat.refusal(protocol.CHANGES_DIFF, changeSetId="99999")
    resolve = await chat.refusal(protocol.CHANGES_RESOLVE, changeSetId="abc", action="reject")
    restore = await chat.refusal(protocol.CHECKPOINT_RESTORE, checkpointId="99999", what="files")

    assert [failed["hunkId"] for failed in missing["failed"]] == ["7.7.7"]
    assert {error.data["kind"] for error in (diff, resolve, restore)} == {"usage"}


async def test_the_next_prompt_tells_the_model_once_what_was_rejected(chat, model, long):
    await chat.reject(await edited_twice(chat, model))
    model.will(say("I see."), say("Yes."))

    await chat.play("go on")
    after = model.told
    await chat.play("and on")

    assert "The user rejected these changes of yours" in after
    assert "LINE 2" in after
    assert model.told == "and on"


async def test_what_commands_change_is_recorded_and_can_be_rejected(chat, model, project):
    model.will(call("run_command", command="sed -i s/1/9/ a.py; echo new > new.txt; rm -f gone.txt"), say("Done."))
    (project / "gone.txt").write_text("still here\n")

    await chat.play("run it")
    [change_set] = await chat.changes()
    rejected = await chat.reject(change_set)

    assert {(file["path"], file["status"]) for file in change_set["files"]} == {
        *(("a.py", "modified"), ("new.txt", "created"), ("gone.txt", "deleted"))
    }
    assert rejected["failed"] == []
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
    assert (project / "gone.txt").read_text() == "still here\n"
    assert not (project / "new.txt").exists()


async def two_turns(chat, model):
    """Returns the checkpoints before both turns."""
    model.will(edit("a.py", "x = 1", "x = 5"), say("One."))
    await chat.play("first task")
    model.will(calls(("write_file", {"path": "b.py", "content": "b"})), say("Two."))
    await chat.play("second task")
    return (await chat.ask(protocol.CHECKPOINT_LIST))["checkpoints"]


async def test_each_turn_has_a_checkpoint(chat, model, project):
    checkpoints = await two_turns(chat, model)

    assert [(each["prompt"], each["paths"]) for each in checkpoints] == [
        *(("first task", ["a.py"]), ("second task", ["b.py"]))
    ]


async def restore(chat, checkpoint, what, **more):
    return await chat.ask(protocol.CHECKPOINT_RESTORE, checkpointId=checkpoint["checkpointId"], what=what, **more)


async def test_a_dry_run_only_says_what_going_back_would_do(chat, model, project):
    first, _ = await two_turns(chat, model)
    updates = len(chat.updates)

    restored = await restore(chat, first, "both", dryRun=True)

    assert restored == {
        "files": [
            {"path": "a.py", "action": "restore", "reason": ""},
            {"path": "b.py", "action": "delete", "reason": ""},
        ],
        "prompt": "first task",
    }
    assert (project / "a.py").read_text() == "x = 5\ny = 2\n"
    assert (project / "b.py").exists()
    assert len(chat.updates) == updates


async def test_going_back_with_the_files_keeps_the_conversation_and_tells_the_model(chat, model, project):
    _, second = await two_turns(chat, model)
    model.will(say("I see."))

    await restore(chat, second, "files")
    await chat.play("go on")

    assert (project / "a.py").read_text() == "x = 5\ny = 2\n"
    assert not (project / "b.py").exists()
    assert "second task" in model.heard
    assert "b.py" in model.told


async def test_going_back_with_the_conversation_keeps_the_files(chat, model, project):
    _, second = await two_turns(chat, model)
    model.will(say("I see."))

    await restore(chat, second, "task")
    told = await chat.until("history_restored")
    await chat.play("go on")

    assert told["messages"] == 4
    assert (project / "b.py").exists()
    assert "first task" in model.heard
    assert "second task" not in model.heard


async def test_going_back_with_both_begins_again(chat, model, project):
    first, _ = await two_turns(chat, model)
    model.will(say("I see."))

    restored = await restore(chat, first, "both")
    state = await chat.state()
    await chat.play(restored["prompt"] + " again")

    assert state["updates"] == []
    assert "Going back" in [reports[0].title for reports in chat.editor.progress_reports.values()]
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
    assert not (project / "b.py").exists()
    assert [message["content"] for message in model.requests[-1]["messages"][1:]] == ["first task again"]


async def test_a_file_that_the_user_changed_stays_and_says_why(chat, model, project):
    first, _ = await two_turns(chat, model)
    (project / "a.py").write_text("x = 77\ny = 2\n")

    restored = await restore(chat, first, "files")

    by_path = {file["path"]: file for file in restored["files"]}
    assert (by_path["a.py"]["action"], by_path["b.py"]["action"]) == ("conflict", "delete")
    assert by_path["a.py"]["reason"]
    assert (project / "a.py").read_text() == "x = 77\ny = 2\n"


async def test_nobody_goes_back_while_a_turn_runs(editor, model, project):
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"))
    await chat.prompt("go")
    await chat.until("permission_pending")
    [checkpoint] = (await chat.ask(protocol.CHECKPOINT_LIST))["checkpoints"]

    error = await chat.refusal(protocol.CHECKPOINT_RESTORE, checkpointId=checkpoint["checkpointId"], what="both")

    assert error.message == "A turn is running. Cancel it, or wait for its end, then go back."


async def hunks(chat, change_set):
    diff = await chat.ask(protocol.CHANGES_DIFF, changeSetId=change_set["changeSetId"])
    return [hunk["hunkId"] for file in diff["files"] for hunk in file["hunks"]]
