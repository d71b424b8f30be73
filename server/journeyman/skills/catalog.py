"""What the last scan found, so that a start reads only files that changed since. A cache: it can be made anew."""

import json
import logging
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from .library import SkillFile
from .reading import Stamp
from .skill import Scope, Traits
from .tables import open_tables

VERSION = 1
"""Of the table, and of what the guard and the parser find: another one means that all files are read again."""

logger = logging.getLogger(__name__)

TABLE = """
CREATE TABLE skills (
    path TEXT PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, stamp TEXT NOT NULL, digest TEXT NOT NULL,
    description TEXT NOT NULL, problem TEXT NOT NULL, traits TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Card:
    """A skill on the disk, without its instructions."""

    path: str
    """Its folder: as text, for there may be many thousands."""
    scope: Scope
    name: str
    stamp: Stamp
    digest: str
    description: str
    problem: str
    """Why it is not used; "" if nothing is wrong with it."""
    traits: Traits

    @classmethod
    def of(cls, file: SkillFile, problem: str) -> Self:
        """Return the card of a file. `problem` is what the guard found."""
        skill = file.skill
        return cls(
            os.fspath(file.path),
            file.place.scope,
            file.name,
            file.stamp,
            file.digest,
            skill.description if skill else "",
            file.problem or problem,
            skill.traits if skill else Traits(),
        )


class Catalog:
    """The cards of all skills, in a file of their own."""

    def __init__(self, path: Path) -> None:
        """Open the file, and begin anew if it is damaged or from another version.

        Raises:
            SkillError: the file cannot be written.
        """
        self._db, _ = open_tables(path, TABLE, VERSION)

    def cards(self) -> list[Card]:
        """Return all cards."""
        rows = self._db.execute("SELECT path, scope, name, stamp, digest, description, problem, traits FROM skills")
        return [_to_card(*row) for row in rows]

    def put(self, cards: Iterable[Card], gone: Iterable[str]) -> None:
        """Add or replace `cards`, and forget what is gone. If the disk does not take it, they are read again later."""
        rows = [
            (
                *(card.path, card.scope, card.name, json.dumps(card.stamp), card.digest),
                *(card.description, card.problem, json.dumps(asdict(card.traits))),
            )
            for card in cards
        ]
        try:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR REPLACE INTO skills VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._db.executemany("DELETE FROM skills WHERE path = ?", [(path,) for path in gone])
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            logger.warning("What lies in the folders of skills could not be noted: %s", error)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def clear(self) -> None:
        """Forget everything."""
        self._db.execute("DELETE FROM skills")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _to_card(
    path: str, scope: Scope, name: str, stamp: str, digest: str, description: str, problem: str, traits: str
) -> Card:
    first, size, inode = json.loads(stamp)
    fields = {key: tuple(value) for key, value in json.loads(traits).items()}
    return Card(path, scope, name, (first, size, inode), digest, description, problem, Traits(**fields))
