"""What happens to skills in tasks: uses, and lessons about what they fit."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.errors import SkillError
from journeyman.memory import skills as module
from journeyman.memory.backups import back_up
from journeyman.memory.episode_rows import Verdict
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.sessions import SessionStore
from journeyman.memory.skill_rows import Lesson, LessonSource, SkillUse, UseKind
from journeyman.memory.skills import MAX_PROMPT_LENGTH, SkillStore

SECRET = "zyxwvsecret"


@pytest.fixture
def skills(db: Database, now: datetime) -> SkillStore:
    """A store with the skills `route` and `test`."""
    store = SkillStore(db, "here")
    for name in ("route", "test"):
        store.add("here", name, "one", state="candidate", origin="learned", reason="", episode_id=None, now=now)
    return store


@pytest.fixture
def episode_id(episodes: EpisodeStore, now: datetime) -> int:
    return episodes.open("s1", "t1", "Add a route.", now=now)


def lesson(prompt: str, now: datetime, source: LessonSource = "user", episode_id: int | None = None) -> Lesson:
    return Lesson("here", "route", prompt, True, source, now, episode_id)


def files_with_the_secret(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if SECRET.encode() in file.read_bytes()]


def last_used_at(skills: SkillStore, name: str) -> datetime | None:
    record = skills.get("here", name)
    assert record is not None
    return record.last_used_at


def test_a_use_tells_how_its_task_went(skills: SkillStore, episode_id: int, now: datetime):
    first = skills.add_use("here", "route", "instructions", episode_id=episode_id, now=now)
    second = skills.add_use("here", "test", "offered", episode_id=episode_id, now=now)
    use = SkillUse(first, "here", "route", 1, episode_id, "instructions", None, None, 0, 0, 0, now)
    assert skills.uses("here", "route") == (use,)

    skills.settle_uses(episode_id, "success", {"route": True}, steps=3, tokens=900, seconds=4.5)

    settled = replace(use, verdict="success", followed=True, steps=3, tokens=900, seconds=4.5)
    turned_down = replace(settled, id=second, name="test", how="offered", followed=None)
    assert skills.uses_of(episode_id) == (settled, turned_down)
    assert skills.uses("here", "route") == (settled,)


def test_a_task_that_is_judged_again_is_a_use_with_another_outcome(skills: SkillStore, episode_id: int, now: datetime):
    skills.add_use("here", "route", "forced", episode_id=episode_id, now=now)
    skills.settle_uses(episode_id, "success", {"route": True}, steps=3, tokens=900, seconds=4.5)
    [before] = skills.uses("here", "route")

    skills.settle_uses(episode_id, "failure", {"route": True}, steps=3, tokens=900, seconds=4.5)

    assert skills.uses("here", "route") == (replace(before, verdict="failure"),)


def test_a_task_uses_a_skill_once(skills: SkillStore, episode_id: int, now: datetime):
    later = now + timedelta(minutes=1)
    offered = skills.add_use("here", "route", "offered", episode_id=episode_id, now=now)
    assert last_used_at(skills, "route") is None

    opened = skills.add_use("here", "route", "opened", episode_id=episode_id, now=later)
    again = skills.add_use("here", "route", "offered", episode_id=episode_id, now=later)

    assert offered == opened == again
    assert [(use.how, use.at) for use in skills.uses("here", "route")] == [("opened", now)]
    assert last_used_at(skills, "route") == later


def test_uses_are_counted_where_tasks_followed_the_skill(
    db: Database, skills: SkillStore, episodes: EpisodeStore, now: datetime
):
    tasks: list[tuple[UseKind, Verdict | None, bool | None]] = [
        ("instructions", "success", True),
        ("opened", "failure", None),
        ("offered", "success", True),
        ("forced", None, None),
        ("opened", "unknown", True),
        ("instructions", "failure", False),
        ("offered", "failure", None),
    ]
    for number, (how, verdict, followed) in enumerate(tasks):
        episode_id = episodes.open("s1", f"t{number}", "Add a route.", now=now)
        skills.add_use("here", "route", how, episode_id=episode_id, now=now)
        if verdict:
            by_name = {} if followed is None else {"route": followed}
            skills.settle_uses(episode_id, verdict, by_name, steps=1, tokens=1, seconds=1)

    assert skills.tallies() == skills.tallies(["route", "test"]) == {("here", "route"): (5, 2, 1)}
    assert skills.tallies(["test"]) == SkillStore(db, "there").tallies() == {}


def test_an_offer_that_a_task_followed_was_a_use(skills: SkillStore, episode_id: int, now: datetime):
    skills.add_use("here", "route", "offered", episode_id=episode_id, now=now)
    skills.add_use("here", "test", "offered", episode_id=episode_id, now=now)

    skills.settle_uses(episode_id, "success", {"route": True, "test": False}, steps=1, tokens=1, seconds=1)

    assert (last_used_at(skills, "route"), last_used_at(skills, "test")) == (now, None)


def test_it_is_known_what_was_made_of_a_task(skills: SkillStore, episode_id: int, now: datetime):
    assert skills.made_from(episode_id) is None

    skills.note_version("here", "route", "two", origin="refined", reason="", episode_id=episode_id, now=now)

    assert skills.made_from(episode_id) == ("here", "route")


def test_what_a_use_taught_is_unlearned_and_the_users_word_stands(skills: SkillStore, episode_id: int, now: datetime):
    skills.teach([Lesson("here", "route", "Add a route.", True, "use", now, episode_id)])
    said = Lesson("here", "route", "Add an endpoint.", True, "user", now)
    skills.teach([said])

    skills.unlearn(episode_id)

    assert skills.lessons("here", "route") == (said,)


def test_a_use_is_of_the_version_of_its_time(skills: SkillStore, episodes: EpisodeStore, now: datetime):
    for number in range(2):
        episode_id = episodes.open("s1", f"t{number}", "Add a route.", now=now)
        skills.add_use("here", "route", "opened", episode_id=episode_id, now=now)
        skills.note_version("here", "route", "two", origin="refined", reason="", episode_id=None, now=now)

    assert [use.version for use in skills.uses("here", "route")] == [1, 2]


def test_uses_outlive_their_session(skills: SkillStore, sessions: SessionStore, episode_id: int, now: datetime):
    skills.add_use("here", "route", "opened", episode_id=episode_id, now=now)
    before = skills.uses("here", "route")

    sessions.delete("s1")

    assert skills.uses("here", "route") == (replace(before[0], episode_id=None),)
    assert skills.uses_of(episode_id) == ()
    skills.add_use("here", "test", "opened", episode_id=episode_id, now=now)
    assert [use.episode_id for use in skills.uses("here", "test")] == [None]


def test_episodes_of_other_workspaces_are_not_there(db: Database, skills: SkillStore, episode_id: int, now: datetime):
    skills.move("route", "here", "")
    skills.add_use("", "route", "opened", episode_id=episode_id, now=now)
    there = SkillStore(db, "there")

    there.settle_uses(episode_id, "failure", {}, steps=1, tokens=1, seconds=1)
    there.teach([replace(lesson("Add a route.", now, "use", episode_id), owner="")])

    assert there.uses_of(episode_id) == ()
    assert there.all_lessons() == ()
    assert [use.verdict for use in there.uses("", "route")] == [None]


def test_a_lesson_says_what_a_skill_fits(skills: SkillStore, episode_id: int, now: datetime):
    fits = lesson("Add a route.", now, "use", episode_id)
    does_not = Lesson("here", "test", "Add a route.", False, "user", now)

    assert skills.teach([fits, does_not]) == 2

    assert skills.lessons("here", "route") == (fits,)
    assert skills.lessons("here", "test") == (does_not,)
    assert skills.all_lessons() == (fits, does_not)


def test_the_same_prompt_again_replaces_but_the_user_is_right(skills: SkillStore, episode_id: int, now: datetime):
    later = now + timedelta(days=1)
    use = lesson("Add a route.", now, "use", episode_id)
    skills.teach([use])

    skills.teach([replace(use, fits=False, at=later)])
    assert skills.lessons("here", "route") == (replace(use, fits=False, at=later),)

    said = lesson("  Add a route.\n", later)
    skills.teach([said])
    skills.teach([replace(use, fits=False, at=later)])

    assert skills.lessons("here", "route") == (replace(said, prompt="Add a route.", episode_id=episode_id),)


def test_the_users_lessons_are_the_last_to_go(
    monkeypatch: pytest.MonkeyPatch, skills: SkillStore, episode_id: int, now: datetime
):
    monkeypatch.setattr(module, "MAX_LESSONS", 3)
    said = [lesson(f"said {number}", now + timedelta(days=number)) for number in range(4)]
    shown = [lesson(f"shown {number}", now + timedelta(days=9 + number), "use", episode_id) for number in range(3)]
    other = replace(said[0], name="test")

    def prompts() -> list[str]:
        return [each.prompt for each in skills.lessons("here", "route")]

    skills.teach([*said[:1], other, *shown])
    assert prompts() == ["said 0", "shown 1", "shown 2"]
    skills.teach(said[1:3])
    assert prompts() == ["said 0", "said 1", "said 2"]
    skills.teach([said[3], shown[0]])
    assert prompts() == ["said 1", "said 2", "said 3"]
    assert skills.lessons("here", "test") == (other,)


def test_long_prompts_are_cut_and_strange_characters_do_no_harm(skills: SkillStore, now: datetime):
    skills.teach([lesson("\0\ud800" + "x" * 5000, now)])

    assert skills.lessons("here", "route") == (lesson("\ufffd\ufffd" + "x" * (MAX_PROMPT_LENGTH - 2), now),)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [({"name": "absent"}, "There is no skill absent"), ({"prompt": " \n"}, r"for route is empty\. Say which task")],
)
def test_of_many_lessons_none_is_kept_if_one_is_wrong(
    skills: SkillStore, now: datetime, wrong: dict[str, str], complaint: str
):
    good = lesson("Add a route.", now)

    with pytest.raises(SkillError, match=complaint):
        skills.teach([good, replace(good, **wrong)])

    assert skills.all_lessons() == ()


def test_a_deleted_session_takes_the_prompts_in_lessons_along(
    path: Path, db: Database, skills: SkillStore, sessions: SessionStore, episodes: EpisodeStore, now: datetime
):
    episode_id = episodes.open("s1", "t1", SECRET, now=now)
    shown, known = lesson(SECRET, now, "use", episode_id), lesson("harmless", now)
    skills.teach([shown, replace(shown, source="user", prompt=f"not {SECRET}"), known])
    back_up(path, now=now)
    assert len(files_with_the_secret(path)) > 1

    sessions.delete("s1")

    assert skills.all_lessons() == (known,)
    assert files_with_the_secret(path) == []
    skills.teach([shown])
    assert skills.all_lessons() == (known,)
    db.close()
    assert files_with_the_secret(path) == []


def test_a_forgotten_skill_leaves_no_text_in_any_file(
    path: Path, db: Database, skills: SkillStore, sessions: SessionStore, episode_id: int, now: datetime
):
    skills.add("", SECRET, SECRET, state="trusted", origin="saved", reason=SECRET, episode_id=episode_id, now=now)
    skills.add_use("", SECRET, "forced", episode_id=episode_id, now=now)
    skills.teach([Lesson("", SECRET, SECRET, True, "user", now)])
    skills.set_state("", SECRET, "retired", reason=SECRET, now=now)
    back_up(path, now=now)
    assert len(files_with_the_secret(path)) > 1

    skills.forget("", SECRET)

    assert skills.get("", SECRET) is None
    assert files_with_the_secret(path) == []
    tables = ("skills", "skill_versions", "skill_uses", "lessons")
    assert [db.table(name).count for name in tables] == [2, 2, 0, 0]
    db.close()
    assert files_with_the_secret(path) == []
