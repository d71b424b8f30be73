"""Keep account of the skills that lie on the disk: their state, and what they said before."""

from collections.abc import Mapping
from datetime import datetime

from ..memory.skills import SkillStore
from ..skills.skill import Scope, State
from .shelf import Change

FIRST_STATES: Mapping[Scope, State] = {
    "workspace": "candidate",
    "repository": "trusted",
    "user": "candidate",
    "other": "candidate",
}
"""Of skills that nobody has seen before: what is in the repository was reviewed there."""


def take_note(store: SkillStore, owner: str, change: Change, now: datetime) -> None:
    """Begin to keep account of a new skill, or of the new text of an old one."""
    name = change.card.name
    if not store.get(owner, name):
        store.add(
            *(owner, name, change.text),
            state=FIRST_STATES[change.card.scope],
            origin="added",
            reason="found on the disk",
            episode_id=None,
            now=now,
        )
    # What cannot be read for a while does not become another skill by that.
    elif change.text:
        store.note_version(
            *(owner, name, change.text), origin="edited", reason="changed on the disk", episode_id=None, now=now
        )
