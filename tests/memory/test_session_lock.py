"""A session belongs to one process at a time."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from journeyman.errors import StorageError
from journeyman.memory.session_lock import SessionLock

HOLD = """
import sys
from pathlib import Path
from journeyman.memory.session_lock import SessionLock
lock = SessionLock.take(Path(sys.argv[1]), "s1")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_another_process_is_turned_away(tmp_path, holder):
    with pytest.raises(StorageError, match=r"Session s1 is in use by another Journeyman. Wait for it"):
        SessionLock.take(tmp_path, "s1")

    SessionLock.take(tmp_path, "s2").release()


def test_a_killed_process_holds_nothing(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    SessionLock.take(tmp_path, "s1").release()


def test_a_lock_that_was_released_leaves_nothing_behind(tmp_path):
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").glob("*")))

    before = open_files()

    for _ in range(3):
        SessionLock.take(tmp_path, "s1").release()

    assert list(tmp_path.iterdir()) == []
    assert open_files() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="cannot be written"):
        SessionLock.take(tmp_path / "file" / "locks", "s1")
