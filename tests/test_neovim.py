"""The plugin of Neovim: its Lua tests, its parts, its help, and how it is installed."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from documents import ROOT, name
from neovim.binary import PLUGIN, run_nvim

MAX_LINES = 300
GENERATED = {PLUGIN / "lua" / "journeyman" / "protocol.lua"}
FILES = sorted([*PLUGIN.rglob("*.lua"), *(ROOT / "plugin").rglob("*.lua")])
UNIT_TESTS = sorted((PLUGIN / "tests").glob("test_*.lua"))
MODULES = sorted(
    path.relative_to(PLUGIN / "lua").with_suffix("").as_posix().replace("/", ".").removesuffix(".init")
    for path in (PLUGIN / "lua").rglob("*.lua")
)
HELP = PLUGIN / "doc" / "journeyman.txt"
OURS = ("--clean", "--cmd", f"set runtimepath^={PLUGIN}")


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.stem)
def test_lua(path: Path, tmp_path):
    ended = run_nvim(["-l", PLUGIN / "tests" / "run.lua", path], tmp_path / "home")

    assert ended.returncode == 0, ended.stderr + ended.stdout


@pytest.mark.parametrize("path", sorted({*FILES} - GENERATED), ids=name)
def test_files_stay_small(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_in_no_circle_and_only_defines(module: str, tmp_path):
    """Lua refuses circles by itself, but only among modules that are not loaded yet."""
    loaded, before, after = printed(
        f"""
        local function made()
          return {{ #vim.api.nvim_get_autocmds({{}}), #vim.api.nvim_list_bufs(), #vim.api.nvim_get_keymap("n") }}
        end
        local before = made()
        local ok, problem = pcall(require, "{module}")
        return {{ ok or problem, before, made() }}
        """,
        tmp_path,
        *OURS,
    )

    assert loaded is True
    assert after == before


@pytest.mark.parametrize("folder", [PLUGIN, ROOT], ids=["the plugin", "the repository"])
def test_nothing_of_ours_is_loaded_before_it_is_used(folder: Path, tmp_path):
    told = printed(
        """
        local loaded = vim.tbl_filter(function(module)
          return vim.startswith(module, "journeyman")
        end, vim.tbl_keys(package.loaded))
        return { vim.fn.exists(":Journeyman"), vim.fn.maparg("<Plug>(journeyman-chat)", "n") ~= "", loaded }
        """,
        tmp_path,
        *("--clean", "--cmd", f"set runtimepath^={folder}"),
    )

    assert told == [2, True, []]


@pytest.mark.parametrize("folder", [".", "neovim"], ids=["the repository", "the plugin"])
def test_a_package_manager_needs_a_link_and_no_more(folder: str, tmp_path):
    link(repository(tmp_path) / folder, tmp_path)

    told = printed('return { vim.fn.exists(":Journeyman"), vim.lsp.config.journeyman ~= nil }', tmp_path)

    assert told == [2, True]


def test_the_repository_makes_its_help_tags(tmp_path):
    link(repository(tmp_path), tmp_path)

    assert printed("vim.cmd.help('journeyman-install') return vim.fn.expand('%:t')", tmp_path) == "journeyman.txt"


def test_help_tags_that_cannot_be_made_are_no_error(tmp_path):
    tags = repository(tmp_path) / "neovim" / "doc" / "tags"
    tags.mkdir()
    os.utime(tags, (0, 0))
    link(tags.parents[2], tmp_path)

    assert printed("return pcall(vim.cmd.help, 'journeyman-install')", tmp_path) is False


def test_what_refers_to_the_help_finds_it(tmp_path):
    doc = repository(tmp_path) / "neovim" / "doc"
    printed(f"vim.cmd.helptags('{doc}') return true", tmp_path, "--clean")
    tags = {line.partition("\t")[0] for line in (doc / "tags").read_text(encoding="utf-8").splitlines()}

    in_the_help = set(re.findall(r"\|(:?journeyman[^|\s]*)\|", HELP.read_text(encoding="utf-8"), re.IGNORECASE))
    in_messages = {
        tag for path in FILES for tag in re.findall(r":help (:?[Jj]ourneyman[\w-]*)", path.read_text(encoding="utf-8"))
    }
    subcommands = printed("return vim.tbl_keys(require('journeyman.commands').SUBCOMMANDS)", tmp_path, *OURS)

    assert in_the_help | in_messages | {f":Journeyman-{subcommand}" for subcommand in subcommands} <= tags


def test_every_option_is_in_the_help(tmp_path):
    """Options are fields, such as `chat.size`; the help shows them as the table they are."""
    options = printed("return require('journeyman.config').defaults", tmp_path, *OURS)
    shown = re.search(r"\*journeyman-defaults\*(.*?)^===", HELP.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)

    assert shown
    assert [option for option in ["cmd", *names(options)] if not re.search(rf"\b{option} = ", shown[1])] == []


def names(options: dict[str, Any]) -> list[str]:
    return [
        each for key, value in options.items() for each in [key, *(names(value) if isinstance(value, dict) else [])]
    ]


def repository(tmp_path: Path) -> Path:
    """A copy of what Neovim reads of it, as it was cloned."""
    copy = tmp_path / "repository"
    shutil.copytree(ROOT / "plugin", copy / "plugin")
    shutil.copytree(PLUGIN, copy / "neovim", ignore=shutil.ignore_patterns("tags"))
    return copy


def link(plugin: Path, tmp_path: Path) -> None:
    """Install it for the user, who has enabled the server."""
    packages, config = tmp_path / "home/.local/share/nvim/site/pack/any/start", tmp_path / "home/.config/nvim"
    packages.mkdir(parents=True)
    config.mkdir(parents=True)
    (packages / "journeyman").symlink_to(plugin, target_is_directory=True)
    (config / "init.lua").write_text('vim.lsp.enable("journeyman")')


def printed(code: str, tmp_path: Path, *arguments: str) -> Any:
    """What Lua returns after the start, when all is done that was scheduled. Nothing else may be printed."""
    script = tmp_path / "script.lua"
    script.write_text(
        f"local function run()\n{code}\nend\n"
        "vim.schedule(function() print(vim.json.encode({ select(2, pcall(run)) })) vim.cmd.qall({ bang = true }) end)"
    )
    ended = run_nvim(["--headless", *arguments, "-c", f"luafile {script}"], tmp_path / "home")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stderr)[0]
