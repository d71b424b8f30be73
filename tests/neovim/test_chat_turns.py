"""What a user does while a turn runs, and afterwards with it."""

import asyncio

import pytest

from e2e.lsp.model import call, say
from neovim.processes import running_with
from neovim.user import at_work, chat_lines, done, go_to_chat, open_chat, send, written

pytestmark = pytest.mark.slow


async def test_a_prompt_waits_for_the_end_of_the_running_turn(start, model):
    nvim, end = await at_work(start, "a.py"), asyncio.Event()
    model.will(say("One.", end=end), say("Two."))
    await open_chat(nvim)
    await send(nvim, "first")
    await nvim.shows("One.")

    await send(nvim, "second 🦀")
    await nvim.shows("… Queued: second 🦀", "1 queued")
    assert len(model.requests) == 1
    end.set()

    await nvim.shows("❯ second 🦀", "Two.")
    await nvim.hides("Queued")
    await done(nvim, 2)


async def test_the_keys_stay_on_the_screen_while_the_chat_goes_on(start, model):
    nvim, begin, end = await at_work(start, "a.py"), asyncio.Event(), asyncio.Event()
    model.will(say("Twelve\n\nmonths.", begin=begin, end=end))
    await open_chat(nvim)
    await send(nvim, "How long is a year?")
    await nvim.shows("❯ How long is a year?")
    await nvim.feed("<Esc><C-w>kGg?")
    await nvim.shows("this turn went well")

    begin.set()
    await nvim.until("vim.fn.search('months', 'nw') > 0")
    await nvim.request("nvim_command", "redraw")
    assert "this turn went well" in nvim.screen.text
    await nvim.feed("j")

    await nvim.hides("this turn went well")
    end.set()
    await done(nvim)


async def test_the_running_turn_is_steered(start, model):
    nvim, begin = await at_work(start, "a.py"), asyncio.Event()
    read = call("read_file", path="a.py")
    read.begin = begin
    model.will(read, say("I see."))
    await open_chat(nvim)
    await send(nvim, "Look.")
    await model.asked(1)

    await nvim.type("Only at the first line.")
    await written(nvim, "Only at the first line.")
    await nvim.feed("<C-x><C-s>")
    await written(nvim, "")
    await nvim.until('vim.tbl_isempty(vim.lsp.get_clients({ name = "journeyman" })[1].requests)')
    begin.set()
    await nvim.shows("❯ Only at the first line.", "I see.", "— Done")

    assert "Only at the first line." in model.heard
    assert len(model.requests) == 2


async def test_what_steers_is_seen_until_the_model_reads_it(start, model):
    nvim, begin = await at_work(start, "a.py"), asyncio.Event()
    read = call("read_file", path="a.py")
    read.begin = begin
    model.will(read, say("I see."))
    await open_chat(nvim)
    await send(nvim, "Look.")
    await model.asked(1)

    await nvim.type("Only at 🦀.")
    await written(nvim, "Only at 🦀.")
    await nvim.feed("<C-x><C-s>")
    await nvim.shows("… Steers in before the next step: Only at 🦀.")
    begin.set()

    await nvim.shows("❯ Only at 🦀.", "I see.", "— Done")
    await nvim.hides("Steers in")


async def test_what_steered_a_turn_that_is_stopped_is_not_lost(start, model):
    nvim = await at_work(start, "a.py")
    model.will(call("run_command", command="echo begun; exec sleep 1000"))
    await open_chat(nvim)
    await send(nvim, "Sleep.")
    await nvim.shows("· begun")
    await nvim.type("Only a little.")
    await written(nvim, "Only a little.")
    await nvim.feed("<C-x><C-s>")
    await nvim.shows("… Steers in before the next step: Only a little.")

    await nvim.feed("<C-c>")

    await nvim.shows("❯ Only a little.", "■ Cancelled ·")
    await nvim.hides("Steers in")
    await nvim.hides("Cancelled.")


async def test_a_turn_is_stopped_and_its_command_ends(start, model, home):
    nvim = await at_work(start, "a.py")
    ways = ("<C-c>", "<Esc><C-c>", "<Esc><C-w>k<C-c>i", "<Esc>:Journeyman stop<CR>")
    for turn, keys in enumerate(ways, 1):
        model.will(call("run_command", command="echo begun; exec sleep 1000"))
        await open_chat(nvim)
        await send(nvim, f"Sleep {turn} times.")
        await nvim.shows(f"❯ Sleep {turn} times.", "· begun")
        assert "sleep 1000" in running_with(f"HOME={home}").values()

        await nvim.feed(keys)

        await done(nvim, turn)
        await nvim.hides("· begun")
        await nvim.shows("■ Run echo begun", "■ Cancelled", "ready")
        assert "sleep 1000" not in running_with(f"HOME={home}").values()


async def test_stopping_ends_what_waits_as_well(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("Never said.", begin=asyncio.Event()), say("Never asked."))
    await open_chat(nvim)
    await send(nvim, "first")
    await model.asked(1)
    await send(nvim, "second")
    await nvim.shows("Queued: second")

    await nvim.feed("<C-c>")

    await nvim.shows("■ Cancelled")
    await nvim.hides("Queued")
    assert len(model.requests) == 1


async def test_the_chat_is_closed_in_mid_turn_and_opened_again(start, model):
    nvim = await at_work(start, "a.py")
    ways = ("<Esc>q<C-w>lq", "<Esc><C-w>k:bwipeout<CR>", "<Esc>:wincmd h<CR>:only<CR>")
    for turn, keys in enumerate(ways, 1):
        end, answer = asyncio.Event(), f"Answer {turn}."
        model.will(call("read_file", path="a.py"), say(answer, end=end))
        await open_chat(nvim)
        await send(nvim, f"Question {turn}?")
        await nvim.shows(answer)

        await nvim.feed(keys)
        await nvim.hides(answer)
        end.set()
        await done(nvim, turn)
        await nvim.feed(":Journeyman<CR>")

        await nvim.shows(f"❯ Question {turn}?", "✓ Read a.py", answer, "— Done", "x = 1")
        assert (await chat_lines(nvim)).count(answer) == 1
        layout = await nvim.lua("return vim.fn.winlayout()")
        assert [kind for kind, _ in layout[1]] == ["leaf", "col"]


async def test_the_chat_is_the_same_in_two_windows_and_two_tabs(start, model):
    nvim, end = await at_work(start, "a.py"), asyncio.Event()
    model.will(call("read_file", path="a.py"), say("Twelve months.", end=end))
    await open_chat(nvim)
    await nvim.feed("<Esc><C-w>k<C-w>s:tabnew<CR>:Journeyman<CR>")
    await nvim.until("vim.bo.filetype == 'journeyman-input' and vim.fn.tabpagenr() == 2")
    await nvim.until("vim.fn.mode() == 'i'")

    await send(nvim, "How long is a year?")
    await nvim.shows("Twelve months.", "✓ Read a.py")
    await nvim.feed("<Esc>gt")
    await nvim.shows("x = 1")

    assert nvim.screen.text.count("Twelve months.") == 2
    assert nvim.screen.text.count("✓ Read a.py") == 2
    end.set()
    await nvim.until("session().state == 'idle'")
    await nvim.shows("— Done")
    await nvim.feed("gt:tabclose<CR>")
    await nvim.until("vim.fn.tabpagenr('$') == 1")


async def test_a_draft_is_never_lost(start):
    nvim = await at_work(start, "a.py")
    await open_chat(nvim)
    await nvim.type("half a prompt\nwith 🦀")

    for closing in ("q", ":close<CR>", ":bdelete!<CR>", ":bwipeout!<CR>"):
        await nvim.feed(f"<Esc>{closing}")
        await nvim.until("vim.bo.filetype ~= 'journeyman-input'")
        await open_chat(nvim)
        await written(nvim, "half a prompt", "with 🦀")


async def test_a_prompt_is_edited_and_sent_again_in_a_branch(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("Twelve months."), say("Thirteen moons."), say("All good."))
    await open_chat(nvim)
    await send(nvim, "Say hello.")
    await done(nvim)
    await send(nvim, "How long is a year?")
    await done(nvim, 2)
    before = await nvim.lua("return session().id")

    await go_to_chat(nvim, "How long is a year?")
    await nvim.feed("e")
    await nvim.until("session().id ~= ...", before)
    await written(nvim, "How long is a year?")
    await nvim.hides("Thirteen moons.")
    await nvim.feed("<Esc>0cwIn moons: how<Esc><CR>")

    await nvim.shows("❯ In moons: how long is a year?", "All good.")
    said = [message["content"] for message in model.requests[-1]["messages"] if message["role"] == "assistant"]
    assert said == ["Twelve months. "]


@pytest.mark.parametrize(("key", "said", "counted"), [("+", "went well", "successes"), ("-", "went badly", "failures")])
async def test_the_user_says_how_a_turn_went(start, model, key, said, counted):
    nvim = await at_work(start, "a.py")
    model.will(call("read_file", path="a.py"), say("Twelve months."))
    await open_chat(nvim)
    await send(nvim, "How long is a year?")
    await done(nvim)

    await go_to_chat(nvim, "Twelve months.")
    await nvim.feed(key)
    await nvim.shows(f"This turn {said}, because (may be left empty):")
    await nvim.feed("It is so.<CR>")
    await nvim.shows(f"Noted that this turn {said}.")

    # The task is closed, and counted, beside the answer to the feedback.
    async with asyncio.timeout(10):
        while (await nvim.ask("journeyman/growth/summary"))["total"][counted] != 1:
            pass
