"""Imports point one way. The tables are the architecture; change them on purpose."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "server" / "journeyman"
TESTS = Path(__file__).parent
MAX_LINES = 300

PURE = {"agent", "errors"}
PART = PURE
LEARNING = PART | {"skills", "memory", "claims"}
WIRING = LEARNING | {"providers", "tools", "project", "review", "settings", "learning", "confidential", "histories"}
FRONT_END = WIRING | {
    "agents",
    "changes",
    "models",
    "records",
    "session",
    "skillbook",
    "growth",
    "keys",
    "learner",
    "notebook",
    "own_work",
    "tried_models",
    "updates",
    "workspace",
}
MAY_IMPORT = {
    "__init__": set(),
    "errors": set(),
    "agent": {"errors"},
    "settings": {"errors"},
    "providers": PART,
    "tools": PART,
    "claims": PURE,
    "memory": PART | {"claims"},
    "project": PART | {"claims"},
    "histories": PART,
    "review": PART,
    "confidential": PURE,
    "skills": PART | {"confidential"},
    "learning": LEARNING | {"confidential"},
    "updates": PURE,
    "records": WIRING,
    "session": WIRING | {"changes", "records", "turn_record"},
    "turn_record": WIRING | {"records"},
    "skillbook": WIRING | {"records", "turn_record"},
    "notebook": WIRING | {"learner", "records", "turn_record"},
    "branches": WIRING | {"changes", "records"},
    "growth": WIRING | {"records"},
    "own_work": WIRING | {"learner", "notebook", "records", "skillbook"},
    "learner": WIRING | {"records", "skillbook", "turn_record"},
    "commit_message": WIRING,
    "introduced": WIRING,
    "keys": {"errors"},
    "toolbox": WIRING | {"introduced", "skillbook", "tracked"},
    "tracked": WIRING,
    "tried_models": WIRING | {"models"},
    "models": WIRING,
    "fallbacks": WIRING,
    "workspace": WIRING
    | {
        "agents",
        "branches",
        "changes",
        "commit_message",
        "growth",
        "models",
        "notebook",
        "own_work",
        "records",
        "session",
        "toolbox",
        "tracked",
        "skillbook",
        "learner",
    },
    "agents": WIRING | {"changes", "fallbacks", "skillbook", "toolbox", "tracked"},
    "changes": WIRING | {"records"},
    "cli": FRONT_END | {"__init__", "lsp"},
    "lsp": FRONT_END | {"__init__"},
    "__main__": {"cli"},
}
ONLY_IN = {
    "httpx": {"providers"},
    "botocore": {"providers"},
    "sqlite3": {"memory", "skills"},
    "sqlite_utils": {"memory"},
    "tree_sitter": {"review"},
    "tree_sitter_bash": {"review"},
    "platformdirs": {"settings"},
    "tomlkit": {"settings"},
    "keyring": {"keys"},
    "yaml": {"skills"},
    "watchdog": {"skills", "project"},
    "honcho": {"memory"},
    "argparse": {"cli"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
    "cattrs": {"lsp"},
}
AGENT_MAY_USE = set(
    "__future__ ast asyncio codecs collections contextlib dataclasses difflib enum functools hashlib importlib "
    "itertools json math pathlib re string types typing".split()
)
"""No I/O, clock, randomness or logging: `importlib` reads the prompts that are part of the package."""

FILES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """(layer of ours or "", top-level foreign module or "") for every import, hidden ones included."""
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            for name in names:
                # `from . import __version__` means the package itself.
                yield ("__init__" if name == "__version__" else name.split(".")[0]), ""
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield "", node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield "", alias.name.split(".")[0]


def name(path: Path) -> str:
    return path.relative_to(PACKAGE.parents[1]).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_follow_the_layers(path: Path):
    layer = layer_of(path)
    assert layer in MAY_IMPORT, f"{layer} has no row in the table of layers"
    for ours, theirs in imports(path):
        assert not ours or ours == layer or ours in MAY_IMPORT[layer], f"{layer} must not import {ours}"
        assert theirs != "journeyman", "imports inside the package are relative"
        assert layer in ONLY_IN.get(theirs, {layer}), f"{theirs} belongs in {ONLY_IN[theirs]}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "agent").rglob("*.py")), ids=name)
def test_the_agent_is_pure(path: Path):
    assert {theirs for _, theirs in imports(path)} - {""} <= AGENT_MAY_USE


@pytest.mark.parametrize("path", [*FILES, *sorted(TESTS.rglob("*.py"))], ids=lambda path: path.name)
def test_files_stay_small(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_environment_is_read_in_settings_alone(path: Path):
    if layer_of(path) != "settings":
        text = path.read_text(encoding="utf-8")
        assert "os.environ" not in text
        assert "getenv" not in text
        assert "getcwd" not in text
        assert "Path.cwd" not in text or layer_of(path) == "cli"
