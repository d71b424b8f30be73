from collections.abc import Sequence
from pathlib import Path

import pytest

from journeyman.errors import ToolError
from journeyman.tools.search_text import SearchText

FILES = {
    "src/a.py": "import os\n\n\ndef total(items):\n    return sum(items)\n",
    "src/b.py": "total(1)\r\n# café total\r\n",
    "src/gen.py": "total = 'generated'\n",
    "build/c.py": "total = 'built'\n",
    "-x.md": "total\n",
    ".env": "TOKEN=total\n",
    "keys/id.pem": "total\n",
    "home/.ssh/config": "total\n",
    "image.bin": "total\0\n",
    ".git/config": "total\n",
    ".gitignore": "gen.py\nbuild/\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    return tmp_path


async def found(root: Path, exclude: Sequence[str] = (".env", "*.PEM", "**/.ssh/**"), **arguments: object) -> str:
    return (await SearchText(root, exclude).run(arguments, report=print)).text


async def test_lines_are_grouped_by_file_and_secret_or_ignored_files_are_skipped(root: Path):
    assert await found(root, pattern="total") == (
        "-x.md\n  1: total\nsrc/a.py\n  4: def total(items):\nsrc/b.py\n  1: total(1)\n  2: # café total"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"pattern": r"to\w+\(1"}, "src/b.py\n  1: total(1)"),
        ({"pattern": "total(", "literal": "true", "path": "src/a.py"}, "src/a.py\n  4: def total(items):"),
        ({"pattern": "total", "glob": "*.md"}, "-x.md\n  1: total"),
        ({"pattern": "total", "path": "-x.md"}, "-x.md\n  1: total"),
        (
            {"pattern": "total", "glob": "src/*.py", "path": "src"},
            "src/a.py\n  4: def total(items):\nsrc/b.py\n  1: total(1)\n  2: # café total",
        ),
        (
            {"pattern": "-total"},
            "Nothing matches '-total'. Try a shorter pattern; ignored files are left out.",
        ),
        ({"pattern": "total", "glob": "*.{env,pem}"}, "Nothing matches 'total' (*.{env,pem}). Try"),
        ({"pattern": "total", "path": "keys"}, "Nothing matches 'total' in keys. Try"),
        ({"pattern": "total", "path": "home/.ssh"}, "Nothing matches 'total' in home/.ssh. Try"),
        ({"pattern": "total", "path": "build"}, "build/c.py\n  1: total = 'built'"),
        (
            {"pattern": "os|sum", "context_lines": 1},
            "src/a.py\n  1: import os\n  2| \n  …\n  4| def total(items):\n  5:     return sum(items)",
        ),
        ({"pattern": r"items\):\n +return"}, "src/a.py\n  4: def total(items):\n  5:     return sum(items)"),
        (
            {"pattern": "items):\n    return", "literal": True},
            "src/a.py\n  4: def total(items):\n  5:     return sum(items)",
        ),
    ],
)
async def test_the_search_can_be_narrowed(root: Path, arguments: dict[str, object], expected: str):
    assert (await found(root, **arguments)).startswith(expected)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"pattern": "total("}, r"regex parse error(?s:.*)unclosed group\nCorrect the pattern.*set `literal` to true"),
        ({"pattern": "(" * 90_000}, r"Correct the pattern"),
        ({"pattern": "a" * 200_000}, "too long.*Use a shorter, plain pattern"),
        ({"pattern": "\ud800"}, "surrogates not allowed. Use a shorter, plain pattern"),
        ({"pattern": "total", "glob": "{a"}, "glob '{a': unclosed alternate group(?s:.*)Correct the pattern or glob"),
        ({"pattern": ""}, "The pattern is empty"),
        ({"pattern": "a\0"}, "null byte. Use a shorter, plain pattern"),
        ({"pattern": "a", "path": "absent"}, "absent does not exist. Leave `path` out"),
        ({"pattern": "a", "path": ".env"}, ".env may hold secrets"),
        ({"pattern": "a", "path": "keys/id.pem"}, "keys/id.pem may hold secrets"),
        ({"pattern": "a", "path": "home/.ssh/config"}, "home/.ssh/config may hold secrets"),
        ({"pattern": "a", "context_lines": 99}, "`context_lines` should be less than or equal to 20"),
    ],
)
async def test_a_search_that_cannot_be_made_says_what_to_do(root: Path, arguments: dict[str, object], complaint: str):
    with pytest.raises(ToolError, match=complaint):
        await found(root, **arguments)


async def test_a_link_is_no_way_to_a_secret(root: Path):
    (root / "plain.txt").symlink_to(".env")

    with pytest.raises(ToolError, match=r".env may hold secrets"):
        await found(root, pattern="a", path="plain.txt")


async def test_too_many_lines_are_cut_with_a_hint(root: Path):
    (root / "long.txt").write_text("".join(f"total {n} {'x' * 900}\n" for n in range(100_000)))

    text = await found(root, pattern="total", path="long.txt")

    assert len(text) <= 16_000
    assert text.startswith(f"long.txt\n  1: total 0 {'x' * 292} [... omitted end of long line]\n  2: total 1 ")
    assert text.endswith("\n[There are more. Narrow the search with path, glob or a longer pattern.]")


async def test_text_that_is_not_utf_8_is_found(root: Path):
    (root / "latin.txt").write_bytes(b"caf\xe9 unique\n")
    (root / "wide.txt").write_bytes("ä unique\n".encode("utf-16"))

    assert await found(root, pattern="unique") == "latin.txt\n  1: caf\ufffd unique\nwide.txt\n  1: ä unique"
