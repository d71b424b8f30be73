"""Two threads load what watches files at the same moment: each must take the locks of the modules from above."""

import subprocess
import sys

import pytest

IN_ORDER = """
import sys

asked = []
sys.addaudithook(lambda event, what: asked.append(what[0]) if event == "import" else None)
import journeyman.project.watching.inotify

assert "watchdog.observers.inotify_c" in sys.modules
print(asked.index("watchdog.observers") < asked.index("watchdog.observers.inotify_c"))
"""
"""An import tells its audit hook what it was asked for before it takes a lock, and does not tell of the parents."""


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_the_package_of_the_observers_is_imported_before_its_submodule() -> None:
    done = subprocess.run([sys.executable, "-c", IN_ORDER], capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.stderr) == ("True\n", "")
