from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from journeyman.agent.messages import Usage
from journeyman.errors import SkillError
from journeyman.memory.database import DatabaseThread
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.jobs import JobStore
from journeyman.memory.skills import SkillStore
from journeyman.records import Records

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Records]:
    """Records with the session `s1`."""
    thread = await DatabaseThread.open(tmp_path / "journeyman.db", now=NOW)
    records = Records(thread, "here", lambda: NOW)
    await records.sessions(lambda store, now: store.create("s1", model="m", mode="act", now=now))
    yield records
    await thread.aclose()


async def test_an_episode_is_closed_together_with_its_job(records: Records):
    episode = await records.episodes(lambda store, now: store.open("s1", "t1", "Add a route.", now=now))

    def close(episodes: EpisodeStore, skills: SkillStore, jobs: JobStore, now: datetime) -> int:
        assert episodes.settle(episode, "success", 1, ["it works"], kind="", now=now)
        return jobs.add("learn", {}, episode_id=episode, now=now)

    job_id = await records.learning(close)

    assert await records.jobs(lambda store, _: [job.id for job in store.list()]) == [job_id]
    assert await records.episodes(lambda store, _: store.get(episode).outcome) == "success"


async def test_of_what_learning_writes_together_nothing_is_kept_if_a_part_fails(records: Records):
    episode = await records.episodes(lambda store, now: store.open("s1", "t1", "Add a route.", now=now))
    await records.jobs(lambda store, now: store.add("learn", {}, episode_id=episode, now=now))
    job = await records.jobs(lambda store, now: store.take(now=now))
    assert job

    def learn(episodes: EpisodeStore, skills: SkillStore, jobs: JobStore, now: datetime) -> None:
        episodes.settle(episode, "success", 1, [], kind="route", now=now)
        skills.add("here", "route", "x", state="candidate", origin="learned", reason="", episode_id=episode, now=now)
        jobs.finish(job.id, note="Learned route.", usage=Usage(1, 2), requests=1, now=now)
        skills.pin("here", "absent")

    with pytest.raises(SkillError, match="There is no skill absent"):
        await records.learning(learn)

    assert await records.skills(lambda store, _: store.all()) == ()
    assert await records.jobs(lambda store, _: store.list()) == [job]
    assert await records.episodes(lambda store, _: store.get(episode).state) == "open"
