"""Prompts, answers and tool calls, as they are typed and seen in the chat."""

import asyncio

import pytest

from e2e.lsp.model import call, calls, say
from neovim.user import at_work, chat_lines, done, go_to_chat, open_chat, send, written

pytestmark = pytest.mark.slow


async def test_a_prompt_is_typed_beside_a_file_and_sent_in_insert_mode(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("Twelve months."))

    await nvim.feed(":Journeyman<CR>")
    await send(nvim, "How long is a 🦀 year?")

    await nvim.shows("❯ How long is a 🦀 year?", "Twelve months.", "— Done", "x = 1")
    assert "How long is a 🦀 year?" in model.heard
    await written(nvim, "")
    assert await nvim.lua("return vim.fn.mode()") == "i"


async def test_a_prompt_is_typed_without_a_file_and_sent_in_normal_mode(start, model):
    nvim = await at_work(start)
    model.will(say("Twelve months."))

    await nvim.feed(":Journeyman<CR>")
    await nvim.type("How long is a year?\nIn months.")
    await nvim.feed("<Esc><CR>")

    await nvim.shows("❯ How long is a year?", "> In months.", "Twelve months.", "— Done")
    assert "How long is a year?\\nIn months." in model.heard
    await written(nvim, "")


async def test_an_answer_is_seen_while_it_comes(start, model):
    nvim, end = await at_work(start, "a.py"), asyncio.Event()
    model.will(say("Twelve months.", end=end))
    await open_chat(nvim)

    await send(nvim, "How long is a year?")

    await nvim.shows("Twelve months.", "act · tiny · running", "queue", "<C-c> stop")
    assert "— Done" not in nvim.screen.text
    end.set()
    await nvim.shows("— Done", "act · tiny · ready", "<C-s> send")


async def test_a_tool_call_is_a_line_that_unfolds_and_leads_to_its_place(start, model, project):
    (project / "b.py").write_text("".join(f"b = {number}\n" for number in range(100)))
    nvim = await at_work(start, "a.py")
    model.will(
        calls(("read_file", {"path": "b.py", "first_line": 50}), ("run_command", {"command": "echo one; exit 3"})),
        say("Done."),
    )
    await open_chat(nvim)
    await send(nvim, "Look.")
    await nvim.shows("✓ Read b.py", "✗ Run echo one; exit 3 · exit 3", "— Done")
    assert "50|b = 49" not in nvim.screen.text

    await go_to_chat(nvim, "Read b.py")
    await nvim.feed("za")
    await nvim.shows("50|b = 49")
    await nvim.feed("za")
    await nvim.hides("50|b = 49")
    await nvim.feed("<CR>")

    await nvim.until('vim.fs.basename(vim.api.nvim_buf_get_name(0)) == "b.py"')
    assert await nvim.lua("return vim.fn.line('.')") == 50
    assert await nvim.lua("return #vim.api.nvim_tabpage_list_wins(0)") == 3


async def test_a_tool_call_that_runs_shows_what_it_prints(start, model, project):
    script = project / "slow"
    script.write_text("#!/bin/sh\necho half\nwhile [ ! -e go ]; do sleep 0.02; done\necho whole\n")
    script.chmod(0o755)
    nvim = await at_work(start, "a.py")
    model.will(call("run_command", command="./slow"), say("Ok."))
    await open_chat(nvim)

    await send(nvim, "Run it.")

    await nvim.shows("… Run ./slow · half")
    (project / "go").touch()
    await nvim.shows("✓ Run ./slow · ", "Ok.")


async def test_files_and_commands_are_offered_while_a_prompt_is_typed(start, model, project):
    (project / "naïve 🦀.py").write_text("")
    nvim = await at_work(start, "a.py")
    model.will(say("Done."))
    await open_chat(nvim)

    await nvim.type("/rev")
    await nvim.until("vim.fn.pumvisible() == 1")
    await nvim.shows("/review")
    await nvim.feed("<C-n><C-y>")
    await nvim.until("vim.api.nvim_get_current_line() == '/review '")
    await nvim.feed("<C-u>")
    await nvim.type("🦀 Look at @a.")
    await nvim.until("vim.fn.pumvisible() == 1")
    await nvim.feed("<C-n><C-y>")
    await nvim.until("vim.api.nvim_get_current_line() == '🦀 Look at @a.py '")
    await nvim.feed("<C-s>")
    await done(nvim)

    assert "🦀 Look at @a.py" in model.heard
    assert "The user points at `a.py`." in model.heard


async def test_enter_chooses_nothing_that_was_not_selected(start):
    nvim = await at_work(start, "a.py")
    await open_chat(nvim)

    await nvim.type("See @")
    await nvim.until("vim.fn.pumvisible() == 1")
    await nvim.feed("<CR>")
    await nvim.type("more")

    await written(nvim, "See @", "more")


async def test_earlier_prompts_come_back_with_up_and_the_draft_with_down(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("One."), say("Two."))
    await open_chat(nvim)
    await send(nvim, "first")
    await done(nvim)
    await send(nvim, "second")
    await done(nvim, 2)

    await nvim.type("draft")
    for key, text in (("<Up>", "second"), ("<Up>", "first"), ("<Up>", "first"), ("<Down>", "second")):
        await nvim.feed(key)
        await written(nvim, text)
    await nvim.feed("<Down>")

    await written(nvim, "draft")


async def test_the_keys_are_listed(start):
    nvim = await at_work(start, "a.py")
    await open_chat(nvim)

    await nvim.feed("<Esc>g?")
    await nvim.shows("<C-X><C-S>", "send to the running turn", "the draft stays")
    await nvim.feed("<C-w>k")
    await nvim.hides("the draft stays")
    await nvim.feed("g?")

    await nvim.shows("this turn went well", "go to what the line is about", "open or close what is folded")
    assert (await chat_lines(nvim))[0].startswith("Say what is to be done: i opens the input")
