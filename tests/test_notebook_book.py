"""What the notebook keeps, and what becomes of it when the user changes their mind, or wants it forgotten."""

import json
from dataclasses import replace
from typing import get_args

import pytest

from journeyman.claims import Claim
from journeyman.errors import NotRemembered, StorageError
from journeyman.memory.conclusion_rows import ConclusionStatus
from journeyman.memory.observation_rows import NewObservation
from notes import MARCH, MAY, known, opened_notes, standing


@pytest.fixture
def book(notes):
    return notes.book()


def without_ids(conclusions):
    return sorted((replace(one, id=0) for one in conclusions), key=lambda one: one.statement)


async def test_who_changes_their_mind_is_believed_and_why_shows_both(notes, book):
    before = await book.add("I prefer tabs")
    notes.now = MAY
    after = await book.add("use spaces for indentation")

    _, here = await book.profiles()
    why = await book.why(f"m{after.id}")
    assert here.text == f"How the user likes things done:\n- [m{after.id}] Prefers spaces for indentation."
    assert [(one.text, one.at) for one in why.supporting] == [("use spaces for indentation", MAY)]
    assert [(one.text, one.at) for one in why.opposing] == [("I prefer tabs", MARCH)]
    assert [(one.id, one.status, one.superseded_by) for one in why.others] == [(before.id, "superseded", after.id)]


async def test_forgetting_brings_back_what_it_had_replaced(notes, book):
    await book.add("I prefer tabs")
    notes.now = MAY
    spaces = await book.add("use spaces for indentation")

    forgotten, _ = await book.forget(f"m{spaces.id}")

    assert forgotten == spaces
    assert await standing(book) == ["Prefers tabs for indentation."]
    with pytest.raises(NotRemembered, match=f"There is no conclusion m{spaces.id} in this workspace"):
        await book.get(f"m{spaces.id}")


async def test_an_export_says_all_and_an_import_brings_back_nothing_forgotten(notes, book, tmp_path):
    await book.add("I prefer tabs")
    answers = await book.add("I like short answers", everywhere=True)
    await book.pin(f"m{answers.id}", pinned=True)
    vault = await book.add("The deploy key lives in Vault")
    lines = [json.dumps(line) for line in await book.export()]
    (tmp_path / "elsewhere").mkdir()

    async with opened_notes(tmp_path / "elsewhere") as elsewhere:
        imported = await elsewhere.book().import_lines(lines)
        again = await elsewhere.book().import_lines(lines)
        assert (imported.added, imported.refused_lines) == (3, 0)
        assert (again.added, again.known) == (0, 3)
        assert without_ids(await known(elsewhere.book())) == without_ids(await known(book))
        assert [json.dumps(line) for line in await elsewhere.book().export()] == lines

    await book.forget(f"m{vault.id}")
    assert (await book.import_lines(lines)).forgotten == 1
    assert await standing(book) == ["Prefers tabs for indentation.", "Prefers short answers."]


async def test_what_is_no_export_is_refused_and_changes_nothing(book):
    await book.add("I prefer tabs")

    with pytest.raises(StorageError):
        await book.import_lines(['{"format": "something-else"}'])

    assert await standing(book) == ["Prefers tabs for indentation."]


async def test_a_replay_comes_to_the_same_conclusions_with_the_same_ids(notes):
    memory = notes.memory()
    for text in ("I prefer tabs", "The deploy key lives in Vault", "I like short answers", "use spaces"):
        await memory.book.add(text)
    before = await known(memory.book)

    report = await memory.consolidation.run(replay=True)

    assert await known(memory.book) == before
    assert report.changes == ()


EDITS = [
    ("I prefer tabs", "use spaces for indentation", "Prefers spaces for indentation."),
    ("I prefer tabs", "tabs, but spaces in Python", "Tabs, but spaces in Python."),
    ("The deploy key lives in 1Password", "The deploy key lives in Vault", "The deploy key lives in Vault."),
    ("Tests are pytest's job", "I prefer pytest for tests", "Prefers pytest for tests."),
]


@pytest.mark.parametrize(("said", "edited", "holds"), EDITS)
@pytest.mark.parametrize("everywhere", [False, True])
async def test_an_edit_holds_instead_and_what_was_said_before_is_kept(book, said, edited, holds, everywhere):
    before = await book.add(said, everywhere=everywhere)

    after = await book.edit(f"m{before.id}", edited)

    assert (after.statement, after.scope) == (holds, "user" if everywhere else "workspace")
    assert await standing(book) == [holds]
    why = await book.why(f"m{before.id}")
    assert why.conclusion.status in ("superseded", "retired")
    assert [one.text for one in why.supporting] == [said]
    assert [(one.text, one.source) for one in why.opposing] == [(edited, f"edit of m{before.id}")]


@pytest.mark.parametrize(("said", "edited", "holds"), EDITS)
async def test_what_is_pinned_stays_so_when_it_is_edited(book, said, edited, holds):
    before = await book.add(said)
    await book.pin(f"m{before.id}", pinned=True)

    after = await book.edit(f"m{before.id}", edited)

    assert (after.statement, after.is_pinned) == (holds, True)
    assert [one.statement for one in await known(book) if one.is_pinned] == [holds]


async def test_an_edit_in_other_words_is_the_same_memory(book):
    before = await book.add("I prefer tabs")

    after = await book.edit(f"m{before.id}", "tabs for indentation")

    assert (after.id, after.status) == (before.id, "active")
    assert [one.id for one in await known(book)] == [before.id]


async def test_what_no_longer_held_can_be_edited_to_hold_again(notes, book):
    tabs = await book.add("I prefer tabs")
    notes.now = MAY
    spaces = await book.add("use spaces for indentation")

    again = await book.edit(f"m{tabs.id}", "I prefer tabs")

    assert (again.id, again.status) == (tabs.id, "active")
    assert (await book.get(f"m{spaces.id}")).superseded_by == tabs.id


async def test_what_is_merged_is_found_again_when_it_is_said_again(notes):
    memory = notes.memory()
    first = await memory.book.add("The docs live in the wiki")
    await memory.book.add("The documentation lives in the wiki")
    await memory.consolidation.run()

    assert (await memory.book.add("The documentation lives in the wiki")).id == first.id
    assert len(await standing(memory.book)) == 1


async def test_what_is_widened_holds_in_all_workspaces(notes, book):
    found = await book.add("I prefer tabs")

    wide = await book.widen(f"m{found.id}")

    assert (wide.scope, wide.statement) == ("user", "Prefers tabs for indentation.")
    assert await standing(notes.book("elsewhere")) == ["Prefers tabs for indentation."]
    assert await book.widen(f"m{wide.id}") == wide


async def test_what_is_said_to_be_no_longer_so_holds_no_longer(book):
    await book.add("I prefer tabs")

    await book.add("I no longer use tabs")

    assert "Prefers tabs for indentation." not in await standing(book)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (" \n", "There is nothing to remember"),
        ("x" * 191, "191 characters long; at most 190"),
        ("a b " * 25_000, "99999 characters long"),
        ("My key is ghp_9fK2mQ7xR4vT8wL1nB6cY3zH5jD0sGaE2uPq", "holds a secret"),
    ],
)
async def test_what_cannot_be_remembered_says_why(book, text, complaint):
    with pytest.raises(NotRemembered, match=complaint):
        await book.add(text)

    assert await known(book) == []


async def test_texts_that_no_column_holds_are_kept_as_far_as_they_go(book):
    kept = await book.add("The key is in the \0 drawer \ud800")

    assert kept.statement == "The key is in the \ufffd drawer \ufffd."


@pytest.mark.parametrize("id_", ["m7", "", "m", "seven", "m٣", "9" * 30, "m1; DROP TABLE"])
async def test_an_id_of_nothing_is_told_with_what_to_do(book, id_):
    for work in (book.get, book.why, book.forget, book.widen):
        with pytest.raises(NotRemembered, match="journeyman memory list"):
            await work(id_)


async def test_secrets_are_out_of_what_is_observed(notes, book):
    secret = "ghp_9fK2mQ7xR4vT8wL1nB6cY3zH5jD0sGaE2uPq"
    claims = tuple(Claim("user", "", each, f"Uses {each}.", "explicit") for each in ("vault", secret))

    await book.observe([NewObservation("said", f"My key is {secret}", MARCH, claims)])

    assert await standing(book) == ["Uses vault."]
    assert secret not in json.dumps(await book.export())


async def test_listeners_are_told_when_something_else_is_known(book):
    told = []
    book.listeners.append(lambda: told.append(1))

    tabs = await book.add("I prefer tabs")
    await book.observe([])
    await book.observe([NewObservation("edited", "8,000 files changed at once", MARCH)])

    assert len(told) == 1
    await book.pin(f"m{tabs.id}", pinned=True)
    assert len(told) == 2


async def test_it_counts_what_there_is(book):
    await book.add("I prefer tabs")

    assert await book.counts() == {**dict.fromkeys(get_args(ConclusionStatus), 0), "active": 1, "stale": 0, "added": 1}
