import asyncio
import os
import time
from pathlib import Path

import pytest

from journeyman.project.identity import repository_top, workspace_key

from .repositories import git, repository

pytestmark = pytest.mark.skipif(os.name != "posix", reason="builds repositories with POSIX tools")


async def test_the_key_survives_moving_cloning_and_worktrees(tmp_path: Path):
    original = repository(tmp_path / "original", "first", "second")
    git(tmp_path, "clone", "--quiet", "original", "clone")
    git(original, "worktree", "add", "--quiet", tmp_path / "worktree")
    key = await workspace_key(original)

    keys = [await workspace_key(tmp_path / name) for name in ("clone", "worktree")]
    moved = original.rename(tmp_path / "moved")

    assert [*keys, await workspace_key(moved)] == [key] * 3
    assert len(key) == 16
    assert set(key) <= set("0123456789abcdef")


async def test_the_key_survives_new_commits_branches_and_a_detached_head(tmp_path: Path):
    root = repository(tmp_path / "a", "first", "second")
    key = await workspace_key(root)

    git(root, "switch", "--quiet", "--create", "other")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "third")
    on_branch = await workspace_key(root)
    git(root, "switch", "--quiet", "--detach", "HEAD~1")

    assert (on_branch, await workspace_key(root)) == (key, key)


async def test_the_key_survives_merging_the_older_history_of_another_project(tmp_path: Path):
    root = repository(tmp_path / "a", "first")
    other = repository(tmp_path / "b", "older")
    key = await workspace_key(root)

    git(root, "fetch", "--quiet", str(other), "main")
    git(root, "merge", "--quiet", "--allow-unrelated-histories", "--message", "join", "FETCH_HEAD")

    assert await workspace_key(root) == key
    assert await workspace_key(other) != key


async def test_folders_of_one_repository_are_different_workspaces(tmp_path: Path):
    root = repository(tmp_path / "a", "first")
    folders = [root, root / "one", root / "two", root / "two" / "one"]
    for folder in folders[1:]:
        folder.mkdir()

    keys = {await workspace_key(folder) for folder in folders}

    assert len(keys) == len(folders)


async def test_a_folder_without_history_is_known_by_its_resolved_path(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "link").symlink_to("a")

    key = await workspace_key(tmp_path / "a")

    assert await workspace_key(tmp_path / "link") == key
    assert await workspace_key(tmp_path / "b") != key
    assert await workspace_key(tmp_path / os.fsdecode(b"caf\xe9")) != key


async def assert_known_by_path(folder: Path) -> None:
    before = await workspace_key(folder)
    moved = await asyncio.to_thread(folder.rename, folder.with_name("moved"))
    after = await workspace_key(moved)
    await asyncio.to_thread(moved.rename, folder)
    assert before != after


async def test_a_repository_without_commits_is_known_by_its_path(tmp_path: Path):
    await assert_known_by_path(repository(tmp_path / "a"))


async def test_a_bare_repository_is_known_by_its_path(tmp_path: Path):
    repository(tmp_path / "a", "first")
    git(tmp_path, "clone", "--quiet", "--bare", "a", "bare")

    await assert_known_by_path(tmp_path / "bare")


async def test_a_shallow_clone_is_known_by_its_path(tmp_path: Path):
    repository(tmp_path / "a", "first", "second", "third")
    git(tmp_path, "clone", "--quiet", "--depth=2", (tmp_path / "a").as_uri(), "shallow")

    await assert_known_by_path(tmp_path / "shallow")


@pytest.mark.parametrize("content", ["", "gitdir: /nowhere", "\0\0"])
async def test_a_broken_repository_is_known_by_its_path(tmp_path: Path, content: str):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".git").write_text(content)

    await assert_known_by_path(tmp_path / "a")


async def test_without_git_a_folder_is_known_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = repository(tmp_path / "a", "first")
    monkeypatch.setenv("PATH", "")

    await assert_known_by_path(root)


async def test_a_repository_named_by_our_own_environment_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = repository(tmp_path / "a", "first")
    other = repository(tmp_path / "b", "other")
    key = await workspace_key(root)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))

    assert await workspace_key(root) == key


async def test_a_repository_cannot_run_a_program(tmp_path: Path):
    root = repository(tmp_path / "a", "first")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    orphan = git(root, "cat-file", "commit", "HEAD").replace("\nauthor", f"\nparent {'1' * 40}\nauthor", 1)
    commit = git(root, "hash-object", "-t", "commit", "-w", "--stdin", text=f"{orphan}\n")
    git(root, "update-ref", "HEAD", commit)
    for name, value in {
        "core.fsmonitor": str(program),
        "core.pager": str(program),
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "protocol.allow": "always",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(program),
        "remote.origin.url": str(tmp_path),
    }.items():
        git(root, "config", name, value)

    await workspace_key(root)

    assert not (tmp_path / "ran").exists()


@pytest.fixture
def hanging_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git that writes its process id into the returned named pipe and then hangs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "git"
    program.write_text(f"#!/bin/sh\necho $$ > {pipe}\nexec /bin/sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return pipe


async def test_a_git_that_hangs_is_given_up(tmp_path: Path, hanging_git: Path):
    root = repository(tmp_path / "a", "first")

    key = await workspace_key(root, timeout_seconds=0.1)

    assert key == await workspace_key(root, timeout_seconds=0)


async def test_cancelling_ends_git(tmp_path: Path, hanging_git: Path):
    root = repository(tmp_path / "a", "first")
    work = asyncio.create_task(workspace_key(root))
    process_id = int(await asyncio.to_thread(hanging_git.read_text))

    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work

    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_above_that_another_user_put_there_does_not_count(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "work").mkdir()
    assert repository_top(tmp_path / "work") == tmp_path

    os.chown(tmp_path / ".git", 12345, 12345)

    assert repository_top(tmp_path / "work") != tmp_path


async def test_the_key_takes_a_few_milliseconds(tmp_path: Path):
    root = repository(tmp_path / "a", "first", "second")
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        await workspace_key(root)
        seconds.append(time.perf_counter() - start)

    # 5 ms measured in November 2026; the rest is room for a busy machine.
    assert min(seconds) < 0.05
