"""Skills, memory, models, growth, context and checkpoints: what is listed, and what keys do with a line."""

import json
from collections import deque

import pytest

from e2e.lsp.model import call, calls, edit, say
from e2e.lsp.skills import BODY, DESCRIPTION, ROUTES, put
from neovim.user import at_work, chosen, done, open_chat, send

pytestmark = pytest.mark.slow

DRAFT = {
    "reason": "It was done the same way as before.",
    "decision": "new",
    "name": "rename-settings",
    "description": "Renames a setting everywhere. Use it when a setting gets another name.",
    "when_to_use": "When a setting is to be called otherwise.",
    "steps": ["Search for the old name in all files.", "Edit each file, then read it again."],
    "pitfalls": ["Documents name it, too."],
    "check": "Search for the old name once more.",
}


async def on_line(nvim, words):
    """Put the cursor to the first line of the view with the words."""
    there = (
        "vim.iter(vim.api.nvim_buf_get_lines(0, 0, -1, true)):any(function(line) return line:find(..., 1, true) end)"
    )
    await nvim.until(there.replace("...", json.dumps(words, ensure_ascii=False)))
    await nvim.feed(f":call cursor(1, 1)<CR>/\\V{words}<CR>")
    await nvim.until("vim.api.nvim_get_current_line():find(..., 1, true)", words)


async def skill(nvim, name):
    return (await nvim.ask("journeyman/skill/get", name=name))["skill"]


async def memories(nvim):
    return (await nvim.ask("journeyman/memory/list"))["memories"]


async def test_a_skill_is_pinned_retired_approved_and_deleted_by_keys(start, project):
    put(project)
    nvim = await at_work(start, "a.py")
    await nvim.feed(":Journeyman skills<CR>")
    await on_line(nvim, ROUTES)
    await nvim.shows("Skills of project", DESCRIPTION)

    await nvim.feed("p")
    await nvim.shows("· pinned")
    await nvim.feed("p")
    await nvim.hides("· pinned")
    await nvim.feed("x")
    await nvim.shows("Not used: retired, or with a problem (1)", "· retired")
    await nvim.feed("a")
    await nvim.shows("Trusted (1)")
    await nvim.hides("· retired")
    assert (await skill(nvim, ROUTES))["approved"]
    await nvim.feed("D")
    await chosen(nvim, 1, f"Delete {ROUTES} with all its versions, for good?")
    await nvim.hides("2: Delete it")
    await nvim.feed("D")
    await chosen(nvim, 2, f"Delete {ROUTES} with all its versions, for good?")

    await nvim.shows("No skills yet.")
    assert not (project / ".agents" / "skills" / ROUTES).exists()


async def test_a_skill_is_read_edited_and_put_back(start, project):
    file = put(project)
    nvim = await at_work(start, "a.py")
    await nvim.feed(f":Journeyman skill {ROUTES}<CR>")
    await nvim.shows(f"Skill {ROUTES}", BODY)

    await nvim.feed("e")
    await nvim.until("vim.bo.filetype == 'markdown' and vim.bo.buftype == 'acwrite'")
    await nvim.feed(":%s/then a test/first a 🦀 test/<CR>:w<CR>")
    await nvim.until("not vim.bo.modified")
    await nvim.feed(":q<CR>")
    await nvim.shows("first a 🦀 test of it.", "version 2 ·")
    assert "first a 🦀 test of it." in file.read_text()
    await on_line(nvim, "  v1  ")
    await nvim.feed("b")
    await chosen(nvim, 2, f"Go back to version 1 of {ROUTES}?")

    await nvim.shows(BODY, "version 3 ·")
    assert BODY in file.read_text()


async def test_what_a_task_taught_is_told_and_listed(start, model):
    nvim = await at_work(start, "a.py")
    model.answers_to["learn_skill"] = deque([say(json.dumps(DRAFT))])
    files = [("write_file", {"path": f"part{number}.py", "content": f"x = {number}\n"}) for number in range(5)]
    model.will(calls(*files), call("read_file", path="part1.py"), say("Renamed."))
    await nvim.lua(
        """
        vim.api.nvim_create_autocmd("User", {
          pattern = "JourneymanSkillLearned",
          callback = function(event) vim.g.learned = event.data end,
        })
        """
    )
    await open_chat(nvim)
    await send(nvim, "Rename the setting everywhere.")
    await done(nvim)

    await nvim.feed("<Esc><C-w>kgg+<CR>")
    await nvim.shows("✦ Learned a skill: rename-settings")
    assert (await nvim.lua("return vim.g.learned"))["name"] == "rename-settings"
    await nvim.feed(":Journeyman skills<CR>")
    await nvim.shows("Candidates, to be proven (1)", "Renames a setting everywhere.")
    await on_line(nvim, "rename-settings")
    await nvim.feed("<CR>")

    await nvim.shows("Skill rename-settings", "Candidate: learned from a task")
    await on_line(nvim, "Search for the old name in all files.")


async def test_memories_are_remembered_corrected_pinned_and_forgotten(start):
    nvim = await at_work(start, "a.py")
    await nvim.feed(":Journeyman memory<CR>")
    await nvim.shows("Memory of project")

    await nvim.feed("aThe tests need Redis 🦀.<CR>")
    await on_line(nvim, "The tests need Redis 🦀.")
    await nvim.feed("p")
    await nvim.shows("pinned")
    await nvim.feed("e")
    await nvim.shows("It should say: The tests need Redis 🦀.")
    await nvim.feed("<C-u>The tests need Valkey.<CR>")
    await on_line(nvim, "The tests need Valkey.")
    await nvim.feed("<CR>")
    await nvim.shows("for", "“The tests need Valkey.”")
    await nvim.feed(":Journeyman memory What do the tests need?<CR>")
    await on_line(nvim, "The tests need Valkey.")
    await nvim.shows("Memory: “What do the tests need?”")
    await nvim.feed("D")
    await chosen(nvim, 2, "Forget “The tests need Valkey.”?")

    await nvim.shows("is forgotten")
    await nvim.feed(":Journeyman memory<CR>")
    await nvim.hides("Valkey.”?")
    assert "The tests need Valkey." not in [memory["text"] for memory in await memories(nvim)]


async def test_a_model_is_chosen_from_the_list(start):
    nvim = await at_work(start, "a.py")
    await open_chat(nvim)
    await nvim.feed("<Esc>:Journeyman model<CR>")
    await nvim.shows("Models for project")

    await on_line(nvim, "other")
    await nvim.feed("<CR>")

    await nvim.shows("act · other · ready")
    assert await nvim.lua('return session():option("model")') == "other"


async def test_growth_and_context_show_what_there_is(start, model):
    nvim = await at_work(start, "a.py")
    model.will(edit("a.py", "x = 1", "x = 3"), say("Done."))
    await open_chat(nvim)
    await send(nvim, "Change it.")
    await done(nvim)

    await nvim.feed("<Esc><C-w>kgg+<CR>")
    await nvim.told("Noted that this turn went well.")
    await nvim.feed(":Journeyman context<CR>")
    await nvim.shows("What is sent with the next prompt", "instructions", "The window holds 32,000 tokens.")
    await nvim.feed("q:Journeyman growth<CR>")

    await nvim.shows("Growth", "1 task")


async def test_a_checkpoint_is_gone_back_to(start, model, project):
    nvim = await at_work(start, "a.py")
    model.will(edit("a.py", "x = 1", "x = 3"), say("Done."))
    await open_chat(nvim)
    await send(nvim, "Change it.")
    await done(nvim)
    await nvim.feed("<Esc>:Journeyman checkpoint<CR>")
    await on_line(nvim, "Change it.")
    await nvim.shows("a.py")

    await nvim.feed("d")
    await nvim.shows("a.py gets back what it was")
    await nvim.feed("r")
    await chosen(nvim, 1, "Go back to before “Change it.”?")

    await nvim.until("vim.bo.filetype == 'journeyman-input' and vim.api.nvim_get_current_line() == 'Change it.'")
    await nvim.shows("x = 1")
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def test_each_view_lists_its_keys_and_closes(start):
    nvim = await at_work(start, "a.py")
    await open_chat(nvim)
    await nvim.feed("<Esc>")
    for name in ("skills", "memory", "sessions", "growth", "model", "context", "checkpoint"):
        await nvim.feed(f":Journeyman {name}<CR>")
        await nvim.until("vim.api.nvim_buf_get_name(0):find(...)", f"^journeyman://{name}")

        await nvim.feed("g?")
        await nvim.shows("show it anew")
        await nvim.feed("q")

        await nvim.until("not vim.api.nvim_buf_get_name(0):find(...)", f"^journeyman://{name}")
        await nvim.hides("show it anew")
    assert await nvim.lua("return vim.v.errmsg") == ""
