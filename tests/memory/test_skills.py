from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.errors import SkillError
from journeyman.memory import changes, episodes, sessions, skill_rows
from journeyman.memory.database import open_database
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.sessions import SessionStore
from journeyman.memory.skill_rows import SkillRecord, SkillVersion
from journeyman.memory.skills import SkillStore

NAME = "add-a-route"


@pytest.fixture
def skills(db: Database) -> SkillStore:
    return SkillStore(db, "here")


@pytest.fixture
def episode_id(episodes: EpisodeStore, now: datetime) -> int:
    return episodes.open("s1", "t1", "Add a route.", now=now)


def add(
    skills: SkillStore, now: datetime, name: str = NAME, *, owner: str = "here", episode_id: int | None = None
) -> SkillRecord:
    return skills.add(
        owner, name, "one", state="candidate", origin="learned", reason="six calls", episode_id=episode_id, now=now
    )


def note(skills: SkillStore, text: str, now: datetime, episode_id: int | None = None) -> int:
    return skills.note_version("here", NAME, text, origin="refined", reason="deviated", episode_id=episode_id, now=now)


def test_a_new_skill_has_version_one(skills: SkillStore, episode_id: int, now: datetime):
    record = add(skills, now, episode_id=episode_id)

    assert record == SkillRecord(
        owner="here",
        name=NAME,
        state="candidate",
        pinned=False,
        approved=False,
        version=1,
        digest=sha256(b"one").hexdigest(),
        created_at=now,
        state_at=now,
        state_reason="six calls",
        last_used_at=None,
        episode_id=episode_id,
    )
    assert skills.get("here", NAME) == record
    assert skills.versions("here", NAME) == (SkillVersion(1, "one", "learned", "six calls", episode_id, now),)


def test_each_new_text_is_a_version_and_the_same_text_is_none(skills: SkillStore, episode_id: int, now: datetime):
    add(skills, now)
    later = now + timedelta(days=1)

    assert [note(skills, text, later, episode_id) for text in ("one", "two", "two", "one")] == [1, 2, 2, 3]

    assert skills.versions("here", NAME)[1:] == (
        SkillVersion(2, "two", "refined", "deviated", episode_id, later),
        SkillVersion(3, "one", "refined", "deviated", episode_id, later),
    )
    record = skills.get("here", NAME)
    assert record is not None
    assert (record.version, record.digest) == (3, sha256(b"one").hexdigest())


def test_strange_characters_do_no_harm(skills: SkillStore, now: datetime):
    add(skills, now, "a\ud800")

    text = "\0\ud800"
    for _ in range(2):
        skills.note_version("here", "a\ud800", text, origin="edited", reason=text, episode_id=None, now=now)

    assert skills.versions("here", "a\ud800")[1:] == (
        SkillVersion(2, "\ufffd\ufffd", "edited", "\ufffd\ufffd", None, now),
    )


def test_the_state_tells_since_when_and_why(skills: SkillStore, now: datetime):
    later = now + timedelta(days=1)
    record = add(skills, now)

    trusted = skills.set_state("here", NAME, "trusted", reason="two good uses", now=later)

    assert trusted == replace(record, state="trusted", state_at=later, state_reason="two good uses")
    assert skills.get("here", NAME) == trusted


def test_the_user_approves_and_pins(skills: SkillStore, now: datetime):
    later = now + timedelta(days=1)
    record = add(skills, now)

    approved = skills.approve("here", NAME, now=later)
    pinned = skills.pin("here", NAME)

    assert approved == replace(
        record, state="trusted", approved=True, state_at=later, state_reason="approved by the user"
    )
    assert pinned == replace(approved, pinned=True)
    assert skills.unpin("here", NAME) == approved


def test_a_workspace_sees_its_own_skills_and_the_users(db: Database, skills: SkillStore, now: datetime):
    there = SkillStore(db, "there")
    own, users = add(skills, now), add(skills, now, owner="")
    theirs = add(there, now, owner="there")

    assert skills.all() == (users, own)
    assert there.all() == (users, theirs)
    other = add(skills, now, "other\ud800")
    assert skills.some([NAME, "absent"]) == (users, own)
    assert skills.some(["other\ud800"]) == (other,)
    assert there.some(["other\ud800"]) == skills.some([]) == ()
    assert there.get("here", NAME) is None
    with pytest.raises(SkillError, match="There is no skill add-a-route"):
        there.set_state("here", NAME, "retired", reason="", now=now)
    with pytest.raises(ValueError, match="there is another workspace"):
        add(skills, now, owner="there")


def test_a_skill_that_is_not_known_says_where_to_look(skills: SkillStore, now: datetime):
    assert skills.get("here", NAME) is None
    for ask in (skills.versions, skills.uses, skills.lessons, skills.pin, skills.forget):
        with pytest.raises(SkillError, match=r"There is no skill add-a-route\. See .*`journeyman skills list`"):
            ask("here", NAME)
    with pytest.raises(SkillError, match="There is no skill"):
        note(skills, "two", now)


def test_a_name_is_taken_once_per_owner(skills: SkillStore, now: datetime):
    first = add(skills, now)

    with pytest.raises(SkillError, match=r"This workspace has a skill add-a-route already\. Rename or delete"):
        add(skills, now)

    assert skills.all() == (first,)


def test_a_promoted_skill_keeps_what_is_known_about_it(skills: SkillStore, episode_id: int, now: datetime):
    record = add(skills, now)
    note(skills, "two", now)
    skills.add_use("here", NAME, "opened", episode_id=episode_id, now=now)

    moved = skills.move(NAME, "here", "")

    assert moved == replace(record, owner="", version=2, digest=sha256(b"two").hexdigest(), last_used_at=now)
    assert skills.all() == (moved,)
    assert (len(skills.versions("", NAME)), len(skills.uses("", NAME))) == (2, 1)
    add(skills, now)
    with pytest.raises(SkillError, match="You have a skill add-a-route already"):
        skills.move(NAME, "here", "")
    with pytest.raises(SkillError, match="This workspace has a skill add-a-route already"):
        skills.move(NAME, "", "here")


def test_a_deleted_session_leaves_its_skills(
    skills: SkillStore, sessions: SessionStore, episode_id: int, now: datetime
):
    record = add(skills, now, episode_id=episode_id)

    sessions.delete("s1")

    assert skills.get("here", NAME) == replace(record, episode_id=None)
    assert skills.versions("here", NAME) == (SkillVersion(1, "one", "learned", "six calls", None, now),)
    assert note(skills, "two", now, episode_id) == 2
    assert [version.episode_id for version in skills.versions("here", NAME)] == [None, None]


def test_the_first_migration_starts_from_a_database_without_skills(path: Path, now: datetime):
    path.parent.mkdir()
    older = Database(path)
    for each in (sessions.migrations, episodes.migrations, changes.migrations):
        each.apply(older)
    SessionStore(older, "here").create("s1", model="m", mode="act", now=now)
    episode_id = EpisodeStore(older, "here").open("s1", "t1", "Add a route.", now=now)
    older.close()

    db = open_database(path, now=now)

    assert add(SkillStore(db, "here"), now, episode_id=episode_id).episode_id == episode_id
    assert [migration.name for migration in skill_rows.migrations.applied(db)] == ["m001_skills"]
    db.close()
