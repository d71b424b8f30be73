"""Find conversations by their titles, and by what was said in them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sessions import SessionStore, StoredSession

MAX_TITLES = 10_000
"""Sessions whose titles are compared, the latest first."""
MAX_HITS = 300
"""Messages that are looked at: several are of the same session."""


def find_sessions(store: "SessionStore", query: str, *, limit: int = 50) -> "tuple[StoredSession, ...]":
    """Return those with all words of `query` in their title, the last used first; then those with a message that has
    some of them, the best first.
    """
    words = query.casefold().split()
    sessions = store.list(limit=MAX_TITLES).sessions
    titled = [one.id for one in sessions if words and all(word in one.title.casefold() for word in words)]
    said = [hit.session_id for hit in store.search(query, limit=MAX_HITS)]
    found = list(dict.fromkeys([*titled, *said]))[:limit]
    known = {one.id: one for one in sessions}
    return tuple(known.get(session_id) or store.get(session_id) for session_id in found)
