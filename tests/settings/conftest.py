from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from journeyman.settings import Loaded, load_settings


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Loaded]:
    """Write the files that are given, then load."""

    def load(
        *,
        user: str | bytes = "",
        workspace: str = "",
        environment: Mapping[str, str] | None = None,
        **overrides: Any,
    ) -> Loaded:
        folder = tmp_path / "code" / "project"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".journeyman.toml").write_text(workspace)
        (tmp_path / "settings.toml").write_bytes(user.encode() if isinstance(user, str) else user)
        variables = {"JOURNEYMAN_HOME": str(tmp_path), "HOME": str(tmp_path), **(environment or {})}
        return load_settings(environment=variables, workspace=folder, overrides=overrides)

    return load
