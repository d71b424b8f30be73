"""A person picks by number, and is asked again when there is no such number."""

import pytest

from journeyman.cli import asking


@pytest.mark.parametrize(
    ("lines", "picked"),
    [
        (["2"], 1),
        (["0000000002"], 1),
        (["0000000012", "1"], 0),
        (["9" * 5_000, "1"], 0),
        (["0", "3", "-1"], "-1"),
        ([""], 1),
    ],
)
async def test_only_the_number_of_a_choice_picks_one(monkeypatch, lines, picked):
    waiting = iter(lines)

    async def typed(prompt: str) -> str:
        return next(waiting) + "\n"

    monkeypatch.setattr(asking, "read_line", typed)

    assert await asking.Person().choose("Which?", ["a", "b"], 1, "a name") == picked
