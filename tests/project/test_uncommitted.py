"""What would be committed is read from git without running anything that the repository names."""

import os
from pathlib import Path, PurePosixPath

import pytest

from journeyman.errors import UsageError
from journeyman.project import uncommitted
from journeyman.project.uncommitted import Uncommitted, read_uncommitted

from .repositories import git, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = repository(tmp_path / "root", "first", "second: 2")
    (root / "a.txt").write_text("one\n")
    git(root, "add", "a.txt")
    git(root, "commit", "--quiet", "--message", "third")
    return root


def is_hidden(path: PurePosixPath) -> bool:
    return path.name.startswith("secret")


async def read(root: Path, what="staged", **options) -> Uncommitted:
    return await read_uncommitted(root, what, is_hidden=is_hidden, **options)


async def test_staged_changes_come_with_the_last_subjects(root):
    (root / "a.txt").write_text("two\n")
    git(root, "add", "a.txt")
    (root / "a.txt").write_text("three\n")
    (root / "new.txt").write_text("new\n")

    found = await read(root)

    assert found.diffs[0].startswith("diff --git a/a.txt b/a.txt\n")
    assert found.diffs[0].endswith("@@ -1 +1 @@\n-one\n+two\n")
    assert (found.paths, found.hidden, found.untracked) == (("a.txt",), (), ())
    assert found.subjects == ("third", "second: 2", "first")


async def test_all_changes_are_against_the_last_commit_and_name_new_files(root):
    (root / "folder").mkdir()
    (root / "a.txt").write_text("three\n")
    (root / "folder" / "new.txt").write_text("new\n")
    (root / ".gitignore").write_text("*.log\n")
    (root / "x.log").write_text("")

    found = await read(root / "folder", "all")

    assert found.diffs[0].endswith("-one\n+three\n")
    assert (found.paths, found.untracked) == (("a.txt",), (".gitignore", "folder/new.txt"))


@pytest.mark.parametrize("what", ["staged", "all"])
async def test_a_repository_without_a_commit_has_changes_too(tmp_path, what):
    root = repository(tmp_path / "root")
    (root / "a.txt").write_text("one\n")
    git(root, "add", "a.txt")

    found = await read(root, what)

    assert (found.paths, found.subjects) == (("a.txt",), ())
    assert found.diffs[0].endswith("+one\n")


async def test_hidden_files_are_named_and_not_shown(root):
    odd = os.fsdecode(b"secret\xff*")
    for name in ("secret.txt", odd, "plain.txt"):
        (root / name).write_text(f"hidden, {len(name)} letters\n" if name != "plain.txt" else "plain\n")
    git(root, "add", ".")

    found = await read(root)

    assert found.paths == ("plain.txt", "secret.txt", "secret\N{REPLACEMENT CHARACTER}*")
    assert found.hidden == ("secret.txt", "secret\N{REPLACEMENT CHARACTER}*")
    assert len(found.diffs) == 1
    assert "hidden" not in found.diffs[0]


async def test_what_was_hidden_stays_so_alone(root):
    (root / "secret").write_text("hidden\n")
    git(root, "add", ".")

    assert (await read(root)).diffs == ()


async def test_a_binary_file_is_named(root):
    (root / "b.bin").write_bytes(b"\0\1\2")
    git(root, "add", ".")

    assert (await read(root)).diffs[0].endswith("Binary files /dev/null and b/b.bin differ\n")


async def test_no_program_of_the_repository_runs(root, tmp_path):
    ran = tmp_path / "ran"
    for name in ("diff.external", "diff.x.command", "diff.x.textconv", "core.fsmonitor", "gpg.program"):
        git(root, "config", name, f"touch {ran}; cat")
    for name in ("x", "a=b"):
        git(root, "config", f"filter.{name}.clean", f"touch {ran}; cat")
        git(root, "config", f"filter.{name}.process", f"touch {ran}; cat")
        git(root, "config", f"filter.{name}.required", "true")
    git(root, "config", "log.showSignature", "true")
    (root / ".git" / "info" / "attributes").write_text("*.txt diff=x filter=x\n*.md filter=a=b\n")
    (root / "a.txt").write_text("two\n")

    found = await read(root, "all")

    assert found.diffs[0].endswith("-one\n+two\n")
    assert not ran.exists()


async def test_a_huge_diff_is_cut_off(root, monkeypatch):
    monkeypatch.setattr(uncommitted, "MAX_DIFF_BYTES", 100_000)
    (root / "a.txt").write_text("line\n" * 1_000_000)
    git(root, "add", ".")

    found = await read(root)

    assert 100_000 <= len(found.diffs[0]) < 200_000


@pytest.mark.parametrize(
    ("what", "advice"), [("staged", "Stage what belongs together with `git add`"), ("all", "Change something")]
)
async def test_nothing_to_commit_says_what_to_do(root, what, advice):
    with pytest.raises(UsageError, match=f"There is nothing to commit in root. {advice}, then ask"):
        await read(root, what)


async def test_outside_of_a_repository_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match=r"is in no git repository. Open a folder that is in one, or run `git init`"):
        await read(tmp_path)


async def test_a_broken_repository_says_what_git_says(tmp_path):
    (tmp_path / ".git").mkdir()

    with pytest.raises(UsageError, match=r"git could not tell what changed: .*not a git repository"):
        await read(tmp_path)


async def test_a_git_that_takes_too_long_is_stopped(root):
    with pytest.raises(UsageError, match="git took longer than 1e-05 seconds"):
        await read(root, timeout_seconds=0.00001)


async def test_without_git_the_user_is_told(root, monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(UsageError, match="git was not found"):
        await read(root)
