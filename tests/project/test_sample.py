"""The demo plays a recorded run on a sample project; this holds the two together."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

DEMO = Path(__file__).parents[2] / "demo"


def test_the_recorded_run_repairs_the_one_bug_of_the_sample(tmp_path: Path):
    sample = tmp_path / "sample"
    shutil.copytree(DEMO / "sample", sample, ignore=shutil.ignore_patterns("__pycache__"))
    answers = json.loads((DEMO / "recorded_run.json").read_text(encoding="utf-8"))
    calls = [call for answer in answers for call in answer.get("tool_calls", [])]

    before = run_tests(sample)
    for call in calls:
        if call["name"] == "edit_file":
            edit(sample, **call["arguments"])
    after = run_tests(sample)

    assert "FAILED (failures=1)" in before
    assert after.endswith("OK\n")
    commands = [call["arguments"]["command"] for call in calls if call["name"] == "run_command"]
    told = (sample / "AGENTS.md").read_text(encoding="utf-8")
    assert all(command in told for command in commands)


def run_tests(sample: Path) -> str:
    command = [sys.executable, "-m", "unittest", "discover", "-s", "tests"]
    return subprocess.run(command, check=False, cwd=sample, capture_output=True, text=True, timeout=30).stderr


def edit(sample: Path, path: str, edits: list[dict[str, Any]]) -> None:
    text = (sample / path).read_text(encoding="utf-8")
    assert [text.count(each["old"]) for each in edits] == [1] * len(edits)
    for each in edits:
        text = text.replace(each["old"], each["new"])
    (sample / path).write_text(text, encoding="utf-8")
