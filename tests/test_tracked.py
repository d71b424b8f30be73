"""The changes of commands join those of the turn, however the command ends."""

import asyncio
import os
from contextlib import aclosing, closing, suppress
from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.events import FileChange
from journeyman.errors import StorageError, ToolError
from journeyman.review.before_images import BeforeImages
from journeyman.tools.ripgrep import files_below
from journeyman.tools.run_command import RunCommand
from journeyman.tracked import Tracked


class Setup:
    """A workspace in which commands run, and what was recorded of them."""

    def __init__(self, tmp_path):
        self.root = tmp_path / "root"
        self.root.mkdir()
        self.recorded = []
        self.run_command = RunCommand(self.root, {"PATH": os.environ["PATH"]}, settle_seconds=0.2, grace_seconds=0.2)
        self.images = BeforeImages(self.root, lambda: files_below(self.root, PurePosixPath()), tmp_path / "spool")
        self.tracked = Tracked(self.run_command, self.images, self.record, lambda: bool(self.run_command._background))
        self.write("a.txt", "one\n")

    async def record(self, changes):
        self.recorded += [(str(path), before and before.data, after and after.data) for path, before, after in changes]

    async def run(self, command, **arguments):
        return await self.tracked.run({"command": command, **arguments}, lambda text: None)

    def write(self, path, text):
        (self.root / path).write_text(text)


@pytest.fixture
async def setup(tmp_path):
    setup = Setup(tmp_path)
    async with asyncio.timeout(30), aclosing(setup.run_command):
        with closing(setup.images):
            yield setup


async def test_changes_are_recorded_and_shown(setup):
    output = await setup.run("echo two > a.txt; echo new > b.txt; echo done")

    assert setup.recorded == [("a.txt", b"one\n", b"two\n"), ("b.txt", None, b"new\n")]
    assert output.changes == (FileChange("a.txt", "one\n", "two\n"), FileChange("b.txt", None, "new\n"))
    assert output.text == "done\n[exit code 0]"
    assert setup.tracked.spec == RunCommand.spec


async def test_a_command_that_changes_nothing_leaves_its_output_as_it_is(setup):
    output = await setup.run("cat a.txt")

    assert (output.text, output.changes, setup.recorded) == ("one\n[exit code 0]", (), [])


async def test_of_what_is_no_text_or_too_much_only_the_name_is_shown(setup):
    setup.write("large.txt", "x" * 300_000)

    output = await setup.run(
        "printf '\\377' > a.txt; printf '\\0' > zero; rm large.txt; for n in `seq 60`; do echo $n > n$n; done"
    )

    shown = {change.path: (change.old, change.new) for change in output.changes}
    assert shown["a.txt"] == ("", "")
    assert shown["zero"] == (None, "")
    assert shown["large.txt"] == ("", None)
    assert len(shown) == 63
    assert sum(bool(new) for _, new in shown.values()) == 48
    assert len(setup.recorded) == 63


async def test_what_cannot_be_restored_is_named(setup):
    setup.images.max_file_bytes = 3

    output = await setup.run("echo 2 > a.txt; for n in 1 2 3 4 5 6; do ln -s a.txt link$n; done")

    assert output.text.endswith(
        "[exit code 0]\n[Changed by this command and not restorable: a.txt, link1, link2, link3, link4 and 2 more]"
    )
    assert setup.recorded == []


async def test_what_changes_under_unsaved_changes_is_named_and_not_recorded(setup):
    for name in ("open", "loaded_again", "binary"):
        setup.write(f"{name}.txt", "one\n\0" if name == "binary" else "one\n")
    texts = {"a.txt": "unsaved\n", "open.txt": "one\n", "loaded_again.txt": "two\n", "binary.txt": "one\n"}
    setup.tracked.buffers = lambda: {PurePosixPath(path): text for path, text in texts.items()}

    output = await setup.run("for name in a open loaded_again binary; do echo two > $name.txt; done")

    assert setup.recorded == [("loaded_again.txt", b"one\n", b"two\n"), ("open.txt", b"one\n", b"two\n")]
    assert output.text.endswith("[Changed by this command and not restorable: a.txt, binary.txt]")


async def test_a_cancelled_command_is_recorded_too(setup):
    os.mkfifo(setup.root / "go")
    running = asyncio.ensure_future(setup.run("echo two > a.txt; echo > go; sleep 100"))
    await asyncio.to_thread((setup.root / "go").read_text)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert setup.recorded == [("a.txt", b"one\n", b"two\n")]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes")
async def test_a_command_that_is_cancelled_while_it_starts_leaves_nothing_behind(setup):
    os.mkfifo(setup.root / "go")
    launch, launching = setup.run_command._launch, asyncio.Event()

    def tell(*args):
        launching.set()
        return launch(*args)

    setup.run_command._launch = tell
    for rounds in range(10):
        launching.clear()
        running = asyncio.ensure_future(setup.run("(cat go; echo late > late.txt); true"))
        await launching.wait()
        for _ in range(rounds % 2):
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

        assert processes_in(setup.root) == []


def processes_in(folder: Path) -> list[Path]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        # It may be gone by now, or not ours.
        with suppress(OSError):
            found += [process] if (process / "cwd").readlink() == folder else []
    return found


async def test_what_a_second_cancel_interrupts_is_recorded_by_settle(setup):
    os.mkfifo(setup.root / "go")
    recording = asyncio.Event()
    may_go_on = asyncio.Event()

    async def record(changes):
        recording.set()
        await may_go_on.wait()
        await setup.record(changes)

    setup.tracked.record = record
    running = asyncio.ensure_future(setup.run("echo two > a.txt; echo > go; sleep 100"))
    await asyncio.to_thread((setup.root / "go").read_text)
    running.cancel()
    await recording.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    may_go_on.set()

    await setup.tracked.settle()

    assert setup.recorded == [("a.txt", b"one\n", b"two\n")]


async def test_a_command_that_fails_to_run_says_so_as_without_us(setup):
    with pytest.raises(ToolError, match="Give either `command`"):
        await setup.run("")


async def test_background_changes_are_found_by_the_next_call_and_at_the_end(setup):
    for name in ("go", "on"):
        os.mkfifo(setup.root / name)
    await setup.run(
        "cat go; echo two > a.txt; echo > on; cat go; echo three > a.txt; echo > on; cat go", background=True
    )
    for _ in range(2):
        await asyncio.to_thread((setup.root / "go").write_text, "")
        await asyncio.to_thread((setup.root / "on").read_text)
        if not setup.recorded:
            output = await setup.run("echo new > b.txt")

    await setup.tracked.settle()

    assert setup.recorded == [
        ("a.txt", b"one\n", b"two\n"),
        ("b.txt", None, b"new\n"),
        ("a.txt", b"two\n", b"three\n"),
    ]
    assert [change.path for change in output.changes] == ["a.txt", "b.txt"]


async def test_commands_side_by_side_lose_no_change(setup):
    for name in ("go1", "go2"):
        os.mkfifo(setup.root / name)
    first = asyncio.ensure_future(setup.run("echo 1 > one; cat go1"))
    writing = await asyncio.to_thread((setup.root / "go1").open, "w")

    await setup.run("echo 2 > two")
    writing.close()
    await first

    assert sorted(setup.recorded) == [("one", None, b"1\n"), ("two", None, b"2\n")]


async def test_commands_that_begin_together_lose_no_change(setup):
    # The second must not take what the first has already done for the state before.
    commands = [setup.run(f"echo {number} > {number}.txt") for number in range(4)]

    await asyncio.gather(*commands)

    # One of the looks may come between the making of a file and the writing of its line.
    recorded = {path: after for path, _, after in setup.recorded}
    assert recorded == {f"{number}.txt": f"{number}\n".encode() for number in range(4)}


async def test_sessions_that_share_the_images_lose_no_change(setup):
    other = Setup.__new__(Setup)
    other.__dict__.update(setup.__dict__, recorded=[])
    other.tracked = Tracked(other.run_command, other.images, other.record, lambda: False)
    for name in ("go", "on"):
        os.mkfifo(setup.root / name)
    await setup.run("cat go; echo two > a.txt; echo > on; cat go", background=True)
    await asyncio.to_thread((setup.root / "go").write_text, "")
    await asyncio.to_thread((setup.root / "on").read_text)

    await other.run("true")
    await setup.run_command.aclose()
    await setup.tracked.settle()
    setup.write("a.txt", "by the user\n")
    await other.run("true")

    assert setup.recorded + other.recorded == [("a.txt", b"one\n", b"two\n")]


async def test_settling_without_a_command_does_not_look(setup):
    setup.images.list_files = None

    await setup.tracked.settle()

    assert setup.recorded == []


async def test_a_command_runs_also_where_changes_cannot_be_found_and_this_is_said_once(setup):
    setup.images.max_files = 0

    outputs = [await setup.run("echo two > a.txt") for _ in range(2)]

    said = "(no output)\n[exit code 0]"
    why = "The folder holds more than 0 files; name what is no source in .gitignore."
    assert [output.text for output in outputs] == [f"{said}\n[Changes by commands cannot be undone: {why}]", said]
    assert (setup.root / "a.txt").read_text() == "two\n"


async def test_a_storage_that_fails_is_told(setup):
    async def record(changes):
        raise StorageError("The disk is full. Make room.")

    setup.tracked.record = record

    with pytest.raises(StorageError, match="full"):
        await setup.run("echo two > a.txt")


async def test_a_storage_that_fails_after_a_cancel_is_told_by_settle(setup):
    recording, may_go_on = asyncio.Event(), asyncio.Event()

    async def record(changes):
        recording.set()
        await may_go_on.wait()
        raise StorageError("The disk is full. Make room.")

    setup.tracked.record = record
    running = asyncio.ensure_future(setup.run("echo two > a.txt"))
    await recording.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    may_go_on.set()

    with pytest.raises(StorageError, match="full"):
        await setup.tracked.settle()
