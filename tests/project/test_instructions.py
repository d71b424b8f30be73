import os
from pathlib import Path, PurePosixPath

import pytest

from journeyman.project.instructions import Instructions, nested_instructions, read_instructions, render


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository's top folder."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    return tmp_path / "repository"


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files; in their names `__` stands for `/` and `_` for a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


async def read(root: Path, max_characters: int = 10_000) -> list[tuple[str, str]]:
    return [(each.path, each.text) for each in await read_instructions(root, max_characters=max_characters)]


async def read_one(root: Path, max_characters: int = 10_000) -> Instructions:
    (one,) = await read_instructions(root, max_characters=max_characters)
    return one


async def test_a_folder_without_instructions_has_none(top: Path):
    assert await read(top) == []
    assert render(()) == ""


async def test_all_kinds_are_read_the_nearest_of_each_first(top: Path):
    write(top.parent, AGENTS_md="outside")
    write(top, AGENTS_md="top", CLAUDE_md="claude", _github__copilot_instructions_md="")
    (top / ".github" / "copilot-instructions.md").write_text("copilot")
    write(top / "a" / "b", AGENTS_md="near", _cursorrules="cursor")

    assert await read(top / "a" / "b") == [
        ("AGENTS.md", "near"),
        ("../../AGENTS.md", "top"),
        ("../../CLAUDE.md", "claude"),
        ("../../.github/copilot-instructions.md", "copilot"),
        (".cursorrules", "cursor"),
    ]


async def test_outside_a_repository_parents_are_not_looked_at(tmp_path: Path):
    write(tmp_path, AGENTS_md="parent")
    write(tmp_path / "a", AGENTS_md="own")

    assert await read(tmp_path / "a") == [("AGENTS.md", "own")]


async def test_the_same_text_counts_once(top: Path):
    write(top, AGENTS_md="Use tabs.\n", CLAUDE_md="\r\nUse tabs.\r\n", _cursorrules="\ufeffUse tabs.")

    assert await read(top) == [("AGENTS.md", "Use tabs.")]


async def test_a_link_to_instructions_that_were_read_counts_once(top: Path):
    write(top, AGENTS_md="Use tabs.")
    (top / "CLAUDE.md").symlink_to("AGENTS.md")

    assert await read(top) == [("AGENTS.md", "Use tabs.")]


@pytest.mark.parametrize("text", ["@AGENTS.md", "@./AGENTS.md\n", "@docs/../AGENTS.md"])
async def test_a_file_that_only_refers_to_another_one_is_left_out(top: Path, text: str):
    write(top, AGENTS_md="Use tabs.", CLAUDE_md=text)

    assert await read(top) == [("AGENTS.md", "Use tabs.")]


@pytest.mark.parametrize("text", ["@docs/rules.md", "@AGENTS.md\nAlso be brief."])
async def test_a_file_that_says_more_than_a_reference_is_kept(top: Path, text: str):
    write(top, AGENTS_md="Use tabs.", CLAUDE_md=text)

    assert await read(top) == [("AGENTS.md", "Use tabs."), ("CLAUDE.md", text)]


async def test_a_link_that_leads_out_of_the_repository_is_not_followed(top: Path):
    write(top.parent, secret="secret")
    (top / "AGENTS.md").symlink_to(top.parent / "secret")

    one = await read_one(top)

    assert one == Instructions("AGENTS.md", "", "Left out: it is a link that leads out of the repository.")


async def test_a_linked_folder_that_leads_out_of_the_repository_is_not_followed(top: Path):
    write(top.parent / "elsewhere", rules="secret")
    (top.parent / "elsewhere" / "copilot-instructions.md").write_text("secret")
    (top / ".github").symlink_to(top.parent / "elsewhere")

    assert (await read_one(top)).text == ""


async def test_a_link_inside_the_repository_is_followed(top: Path):
    write(top / "docs", rules="Use tabs.")
    (top / "AGENTS.md").symlink_to("docs/rules")

    assert await read(top) == [("AGENTS.md", "Use tabs.")]


async def test_what_is_no_file_is_passed_over(top: Path):
    (top / "AGENTS.md").mkdir()
    (top / "CLAUDE.md").symlink_to("CLAUDE.md")
    os.mkfifo(top / ".cursorrules")

    assert await read(top) == []


async def test_what_is_no_text_is_left_out_and_said(top: Path):
    write(top, AGENTS_md=b"\x7fELF\0\0", CLAUDE_md=b"caf\xe9")

    binary, latin = await read_instructions(top, max_characters=1_000)

    assert binary == Instructions("AGENTS.md", "", "Left out: it is not UTF-8 text.")
    assert latin == Instructions("CLAUDE.md", "caf\N{REPLACEMENT CHARACTER}")


async def test_long_instructions_are_cut_at_the_end_of_a_line(top: Path):
    write(top, AGENTS_md="first\nsecond\nthird")

    one = await read_one(top, max_characters=14)

    assert one == Instructions("AGENTS.md", "first\nsecond", "Cut after 12 characters.")
    assert one.cut


async def test_a_long_line_is_cut_anywhere(top: Path):
    write(top, AGENTS_md="x" * 2_000_000)

    one = await read_one(top, max_characters=100)

    assert one == Instructions("AGENTS.md", "x" * 100, "Cut after 100 characters.")


async def test_of_a_huge_file_only_the_beginning_is_read(top: Path):
    write(top, AGENTS_md="x" * 2_000_000)

    one = await read_one(top, max_characters=5_000_000)

    assert (len(one.text), one.note) == (1_000_000, "Cut after 1,000,000 characters.")


async def test_the_nearest_instructions_get_their_share_first(top: Path):
    write(top, AGENTS_md="12345\n67890", CLAUDE_md="more")

    assert await read(top, max_characters=11) == [("AGENTS.md", "12345\n67890"), ("CLAUDE.md", "")]
    assert (await read_instructions(top, max_characters=11))[1].note == "Left out: it is too long."


async def test_the_model_reads_each_text_with_its_path(top: Path):
    write(top, AGENTS_md="Use tabs.\nBe brief.", CLAUDE_md="x")

    text = render(await read_instructions(top, max_characters=11))

    introduction, first, second = text.split("\n\n")
    assert "team's rules" in introduction
    assert first == '<instructions path="AGENTS.md">\nUse tabs.\n[Cut after 9 characters.]\n</instructions>'
    assert second == '<instructions path="CLAUDE.md">\nx\n</instructions>'


async def nested(root: Path, path: str) -> list[tuple[str, str]]:
    found = await nested_instructions(root, PurePosixPath(path), max_characters=1_000)
    return [(each.path, each.text) for each in found]


async def test_folders_below_have_their_own_instructions_the_nearest_first(top: Path):
    write(top, AGENTS_md="top", a__AGENTS_md="a", a__b__c__AGENTS_md="c", other__AGENTS_md="other")

    assert await nested(top, "a/b/c/main.py") == [("a/b/c/AGENTS.md", "c"), ("a/AGENTS.md", "a")]


@pytest.mark.parametrize("path", ["main.py", "new/folder/main.py", "../main.py", "/etc/passwd"])
async def test_other_files_have_none(top: Path, path: str):
    write(top, AGENTS_md="top")
    write(top.parent, AGENTS_md="outside")

    assert await nested(top, path) == []


async def test_a_file_behind_a_link_out_of_the_workspace_has_none(top: Path):
    write(top.parent / "elsewhere", AGENTS_md="elsewhere")
    (top / "linked").symlink_to(top.parent / "elsewhere")

    assert await nested(top, "linked/main.py") == []
