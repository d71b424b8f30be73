"""Updates are numbered without gaps, text comes in few pieces, and what was missed can be asked for."""

import asyncio

from journeyman.lsp import journal as journal_module
from journeyman.lsp.journal import CHUNK_SECONDS, Journal
from journeyman.updates import agent_message


def thought(text):
    return {"kind": "agent_thought_chunk", "content": {"type": "text", "text": text}}


def progress(call, text):
    return {"kind": "tool_call_update", "toolCallId": call, "progress": text}


STATE = {"kind": "turn_state", "state": "running"}


def listened(journal):
    heard = []
    journal.listeners.append(lambda numbered: heard.append((numbered.seq, numbered.update)))
    return heard


async def test_the_first_piece_of_text_comes_at_once_and_the_next_ones_together():
    journal = Journal()
    heard = listened(journal)

    for text in ("a", "b", "c"):
        journal.add(agent_message(text))

    assert heard == [(1, agent_message("a"))]
    journal.flush()
    assert heard == [(1, agent_message("a")), (2, agent_message("bc"))]


async def test_text_that_is_held_back_comes_by_itself():
    journal = Journal()
    come = asyncio.Event()
    journal.add(agent_message("a"))
    journal.listeners.append(lambda numbered: come.set())

    journal.add(agent_message("b"))

    await asyncio.wait_for(come.wait(), 5)
    assert journal.since(1) == [agent_message("b")]


async def test_text_never_comes_behind_what_followed_it():
    journal = Journal()
    heard = listened(journal)
    updates = [agent_message("a"), agent_message("b"), thought("c"), progress("1", "d"), progress("2", "e"), STATE]

    for update in updates:
        journal.add(update)

    assert [update for _, update in heard] == updates
    assert [seq for seq, _ in heard] == [1, 2, 3, 4, 5, 6]


async def test_progress_of_one_call_is_joined_and_its_end_is_not():
    journal = Journal()
    heard = listened(journal)
    end = {"kind": "tool_call_update", "toolCallId": "1", "status": "completed"}

    for update in (progress("1", "a"), progress("1", "b"), progress("1", "c"), end):
        journal.add(update)

    assert [update for _, update in heard] == [progress("1", "a"), progress("1", "bc"), end]


async def test_what_was_missed_is_told_again():
    journal = Journal()
    for _ in range(3):
        journal.add(STATE)

    assert journal.since(1) == [STATE, STATE]
    assert journal.since(3) == []


async def test_numbers_that_were_never_given_are_not_known():
    journal = Journal()
    journal.add(STATE)

    assert journal.since(2) is None
    assert journal.since(-1) is None


async def test_old_updates_are_let_go(monkeypatch):
    monkeypatch.setattr(journal_module, "MAX_KEPT", 1_000)
    journal = Journal()
    for number in range(100):
        journal.add({"kind": "x", "text": str(number) * 10})

    assert journal.since(0) is None
    assert journal.since(99) == [{"kind": "x", "text": "99" * 10}]
    assert journal.seq == 100


async def test_a_fast_stream_makes_few_updates():
    journal = Journal()
    heard = listened(journal)
    loop = asyncio.get_running_loop()
    started = loop.time()

    while loop.time() - started < 0.2:
        journal.add(agent_message("."))
        await asyncio.sleep(0)
    journal.flush()

    assert len(heard) <= (loop.time() - started) / CHUNK_SECONDS + 2
