from pathlib import Path

import pytest

from journeyman.skills.library import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place("workspace", tmp_path / "data" / "workspaces" / "key" / "skills", writable=True)


@pytest.fixture
def shared(tmp_path: Path) -> Place:
    return Place("repository", tmp_path / "project" / ".agents" / "skills", writable=True, inside=tmp_path / "project")
