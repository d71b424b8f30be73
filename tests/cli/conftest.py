"""The command line in this process, with a home of its own."""

from pathlib import Path

import pytest

from command import Ended
from journeyman.cli.main import main
from sample_skills import one, write


@pytest.fixture
def project(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def journeyman(project, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOURNEYMAN_HOME", str(tmp_path / "data"))

    def run(*arguments) -> Ended:
        try:
            code = main([*map(str, arguments)])
        except SystemExit as end:
            code = int(end.code)
        return Ended(code, *capfd.readouterr())

    return run


@pytest.fixture
def skills(journeyman):
    return lambda *arguments: journeyman("skills", *arguments)


@pytest.fixture
def elsewhere(tmp_path):
    return tmp_path / "elsewhere"


@pytest.fixture
def page(skills, elsewhere):
    """The path of a skill of the workspace."""
    return one(skills("add", write(elsewhere, "add-a-page"), "--json"))["path"]


@pytest.fixture
def edited(skills, page):
    """A skill with a second version."""
    with (Path(page) / "SKILL.md").open("a", encoding="utf-8") as file:
        file.write("3. Sort the pages.\n")
    assert one(skills("list", "--json"))["version"] == 2
