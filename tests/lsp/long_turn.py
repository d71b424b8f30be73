"""A turn of 20 steps that changes files of every kind, in every way that the agent has."""

import json
from pathlib import Path
from typing import Any

LINES = [f"line {number}\n" for number in range(1, 31)]
TEXT = "".join(LINES)
CODE = "def old_name():\n    return 1\n\n\nprint(old_name())\n" + TEXT

FILES: dict[str, bytes] = {
    "open.py": CODE.encode(),
    "dirty.py": CODE.encode(),
    "closed.py": CODE.encode(),
    "open_windows.txt": TEXT.replace("\n", "\r\n").encode(),
    "open_mark.txt": b"\xef\xbb\xbf" + TEXT.encode(),
    "open_wide.txt": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "open_latin.txt": ("déjà vu\n" + TEXT).encode("latin-1"),
    "open_sed.txt": TEXT.encode(),
    "open_doomed.txt": ("caf\xe9\n" + TEXT).encode("latin-1"),
    "dirty_latin.txt": ("déjà vu\n" + TEXT).encode("latin-1"),
    "closed_windows.txt": TEXT.replace("\n", "\r\n").encode(),
    "closed_mark.txt": b"\xef\xbb\xbf" + TEXT.encode(),
    "closed_wide.txt": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "closed_latin.txt": ("déjà vu\n" + TEXT).encode("latin-1"),
    "closed_doomed.txt": TEXT.rstrip("\n").encode(),
    "moved.txt": TEXT.encode(),
    "picture.bin": bytes(range(256)),
    "run.sh": b"#!/bin/sh\necho line 1\n",
    "untouched.txt": b"untouched\n",
}
OPEN = sorted(path for path in FILES if path.startswith(("open", "dirty")))
DIRTY = [path for path in OPEN if path.startswith("dirty")]

TYPED = [path for path in OPEN if path not in ("open_sed.txt", "open_doomed.txt", "open_mark.txt")]
"""Those that are open, and that are neither changed by a command nor written as a whole."""

Call = dict[str, Any]


def write_files(root: Path) -> None:
    root.mkdir(parents=True)
    for path, data in FILES.items():
        (root / path).write_bytes(data)
    (root / "run.sh").chmod(0o755)


def edit(path: str, *lines: int) -> Call:
    """Change lines of a file."""
    edits = [{"old": f"line {line}\n", "new": f"{path} {line}\nand more\n"} for line in lines]
    return {"name": "edit_file", "arguments": {"path": path, "edits": edits}}


def write(path: str, text: str) -> Call:
    return {"name": "write_file", "arguments": {"path": path, "content": text}}


def read(path: str) -> Call:
    return {"name": "read_file", "arguments": {"path": path}}


def run(command: str) -> Call:
    return {"name": "run_command", "arguments": {"command": command}}


STEPS: list[list[Call]] = [
    [edit("open.py", 3), edit("closed.py", 4)],
    [edit("dirty.py", 5), edit("dirty.py", 20, 25)],
    [write("new/deep/made.py", CODE)],
    [run("sed -i 's/line 7$/seven/' open_sed.txt closed_mark.txt")],
    [edit("open_windows.txt", 2, 9), edit("closed_windows.txt", 2, 9)],
    [run("mv moved.txt away.txt; rm closed_doomed.txt; printf '\\000\\001' > picture.bin")],
    [edit("open_latin.txt", 2), edit("closed_latin.txt", 2)],
    [edit("open_wide.txt", 8), edit("closed_wide.txt", 8)],
    [edit("run.sh", 1), edit("closed_mark.txt", 9), edit("open_mark.txt", 9)],
    [run("echo 'line 1' > made.txt; echo 'line 1' > gone.txt")],
    [edit("made.txt", 1), run("rm gone.txt")],
    [{"name": "rename", "arguments": {"name": "old_name", "new_name": "new_name", "path": "open.py", "line": 1}}],
    [edit("open.py", 10, 12), edit("new/deep/made.py", 1)],
    [edit("dirty_latin.txt", 2, 15)],
    [read("open_mark.txt"), write("open_mark.txt", "all new\n")],
    [run("rm open_doomed.txt; chmod 755 closed.py")],
    [edit("closed.py", 18), edit("open_sed.txt", 18)],
    [run("rm -r new; echo 'line 2' >> made.txt")],
    [write("new/again.txt", TEXT), edit("dirty.py", 28)],
    [],
]


def write_script(place: Path, *, without: tuple[str, ...] = ()) -> None:
    """Write the turn as a recorded run, without the calls of some tools, or to some files."""

    def is_kept(call: Call) -> bool:
        return not {call["name"], call["arguments"].get("path")} & set(without)

    steps = [list(filter(is_kept, calls)) for calls in STEPS]
    answers = [{"text": f"Step {n}, with a few words.", "tool_calls": calls} for n, calls in enumerate(steps, 1)]
    place.write_text(json.dumps([answer for answer in answers if answer["tool_calls"]] + answers[-1:]))
