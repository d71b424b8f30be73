"""What models, tools and files say is shown as text, and does nothing."""

import asyncio

import pytest

from e2e.lsp.model import call, calls, say
from neovim.user import at_work, chat_lines, done, go_to_chat, open_chat, send

pytestmark = pytest.mark.slow

MODELINE = "# vim: set ft=lua tw=7 fdm=expr fde=nvim_command('let\\ g:hacked=1'):"
CONTROLS = "bell\x07 escape\x1b[31m null\x00 return\rover delete\x7f"
BIDI = "if access == '\u202euser\u2066': # \u200bhidden"
STATUS_LINE = "%{execute('let g:hacked=1')}%#Error#%!hacked"
EXPRESSION = "<C-r>=execute('let g:hacked=1')<CR> `:let g:hacked=1` <Cmd>let g:hacked=1<CR>"
HOSTILE = (MODELINE, CONTROLS, BIDI, STATUS_LINE, EXPRESSION)
LONG = "🦀é" * 20_000


async def harmless(nvim) -> None:
    """Nothing was run, nothing was set, and nobody waits for a key."""
    assert await nvim.lua("return { vim.g.hacked or 0, vim.bo.textwidth, vim.fn.mode() }") == [0, 0, "i"]
    assert not (await nvim.request("nvim_get_mode"))["blocking"]
    assert "Press ENTER" not in nvim.screen.text
    assert await nvim.lua("return vim.v.errmsg") == ""


async def test_words_of_the_model_are_only_words(start, model):
    nvim = await at_work(start, "a.py")
    text = "\n\n".join([*HOSTILE, MODELINE])
    model.will(call("run_command", command=f"printf '%s' {text!r}"), say(text))
    await open_chat(nvim)
    await send(nvim, "Go on.")
    await done(nvim)
    await nvim.shows("— Done", STATUS_LINE, MODELINE[:30])

    await go_to_chat(nvim, "Run printf")
    await nvim.feed("za")
    await nvim.feed("i")
    await nvim.until("vim.fn.mode() == 'i'")
    await harmless(nvim)
    for hidden in ("\x1b", "\x07", "\u202e", "\u2066", "\u200b"):
        assert hidden not in nvim.screen.text


async def test_an_unclosed_block_ends_with_its_answer(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("See:\n\n~~~~python\nx = '```'\n"), say("Next 🦀."))
    await open_chat(nvim)
    await send(nvim, "One.")
    await done(nvim)
    await send(nvim, "Two.")
    await done(nvim, 2)
    await nvim.shows("Next 🦀.")

    lines = await chat_lines(nvim)
    block = lines.index("~~~~python")
    assert lines[block + 1 : block + 3] == ["x = '```'", "~~~~"]
    await harmless(nvim)


async def test_a_very_long_line_keeps_nobody_waiting(start, model, project):
    (project / "long.txt").write_text(LONG)
    nvim = await at_work(start, "a.py")
    model.will(call("read_file", path="long.txt"), say(LONG))
    await open_chat(nvim)
    await send(nvim, "Read it.")
    await done(nvim)
    await nvim.feed("Still here.")

    await nvim.shows("Still here.")
    await harmless(nvim)


async def test_characters_beyond_the_bmp_arrive_as_they_are_piece_by_piece(start, model):
    nvim, end = await at_work(start, "a.py"), asyncio.Event()
    text = "🦀 ist 𝔘nicode, e\u0301 👩\u200d👩\u200d👧 日本語"
    model.will(say(text, end=end))
    await open_chat(nvim)
    await send(nvim, f"Say {text}!")
    await nvim.shows("🦀 ist 𝔘nicode,", "日本語")
    end.set()
    await done(nvim)
    await nvim.shows("— Done")

    assert f"Say {text}!" in model.heard
    assert any(line.strip() == text for line in await chat_lines(nvim))


async def test_titles_and_paths_of_tool_calls_break_no_line_and_lead_nowhere_outside(start, model, project):
    (project.parent / "secret.txt").write_text("secret")
    nvim = await at_work(start, "a.py")
    model.will(
        calls(
            ("read_file", {"path": "../secret.txt\n:q!"}),
            ("read_file", {"path": "../secret.txt"}),
            ("run_command", {"command": "echo '\nfirst\n'; printf '\\033]0;title\\007'"}),
        ),
        say("See ../secret.txt:1 and a.py:2."),
    )
    await open_chat(nvim)
    await send(nvim, "Read it.")
    await done(nvim)

    await go_to_chat(nvim, "See ../secret.txt:1")
    await nvim.feed("0w<CR>")
    await nvim.shows("Nothing to go to here.")
    await go_to_chat(nvim, "Read ../secret.txt ·")
    await nvim.feed("<CR>")
    await nvim.shows("Nothing was opened.")
    assert await nvim.lua("return vim.bo.filetype") == "journeyman-chat"
    await go_to_chat(nvim, "See ../secret.txt:1")
    await nvim.feed("$B<CR>")

    await nvim.until("vim.bo.filetype == 'python' and vim.fn.line('.') == 2")
    assert "secret" not in "\n".join(await nvim.lines())


async def test_a_question_and_a_permission_with_control_characters_are_spelled_out(start, model):
    nvim = await at_work(start, "a.py", mode="ask")
    model.will(
        calls(("run_command", {"command": f"echo {BIDI}\n{CONTROLS}"})),
    )
    await open_chat(nvim)
    await send(nvim, "Go on.")

    await nvim.shows("Permission · project", "\\u202e", "\\u2066", "\\x07", "\\x1b")
    await harmless(nvim)


async def test_a_chosen_file_with_a_modeline_in_its_name_and_text_does_nothing(start, model, project):
    name = "a'b%|let g:hacked=1.txt"
    (project / name).write_text(MODELINE + "\n")
    nvim = await at_work(start, "a.py")
    await nvim.lua("vim.o.modeline = true")
    model.will(call("read_file", path=name), say("Done."))
    await open_chat(nvim)
    await send(nvim, "Read it.")
    await done(nvim)
    await harmless(nvim)

    await go_to_chat(nvim, f"Read {name}")
    await nvim.feed("<CR>")
    await nvim.until("vim.fs.basename(vim.api.nvim_buf_get_name(0)) == ...", name)

    assert await nvim.lua("return vim.g.hacked or 0") == 0
