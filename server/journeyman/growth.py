"""Whether the agent gets better in a workspace: from its own episodes, with what learning cost."""

import asyncio
from datetime import UTC, datetime

from .learning.growth import Growth, LearningCost, TaskRecord, summarize
from .memory.episodes import EpisodeStore
from .memory.jobs import JobStore
from .memory.skill_rows import SkillUse
from .memory.skills import SkillStore
from .records import Records

MAX_TASKS = 2_000
"""The latest; older ones say little about how it goes now."""
MAX_JOBS = 10_000
EVER = datetime(1970, 1, 1, tzinfo=UTC)


async def growth_of(records: Records, since: datetime = EVER) -> Growth:
    """Return how the tasks of a workspace went over time."""

    def read(
        episodes: EpisodeStore, skills: SkillStore, jobs: JobStore, _: datetime
    ) -> tuple[list[TaskRecord], list[LearningCost]]:
        closed = episodes.list_closed(since=since, limit=MAX_TASKS)
        kinds = {episode.id: episode.kind for episode in closed}
        tasks = [
            TaskRecord(
                episode_id=episode.id,
                at=episode.started_at,
                prompt=episode.prompt,
                kind=episode.kind,
                with_skill=any(map(_was_at_hand, skills.uses_of(episode.id))),
                verdict=episode.outcome or "unknown",
                steps=episode.steps,
                tokens=episode.usage.input_tokens + episode.usage.output_tokens,
                seconds=episode.seconds,
                tool_calls=episode.tool_calls,
            )
            for episode in closed
        ]
        costs = [
            LearningCost(
                str(job.payload.get("name") or kinds.get(job.episode_id or 0, "")),
                job.requests,
                job.usage.input_tokens,
                job.usage.output_tokens,
            )
            for job in jobs.list(limit=MAX_JOBS)
            if job.requests and job.created_at >= since
        ]
        return tasks, costs

    return await asyncio.to_thread(summarize, *await records.learning(read))


def _was_at_hand(use: SkillUse) -> bool:
    """Whether the model had the instructions: leaving out tasks that ignored them would flatter the skill."""
    return use.how != "offered" or bool(use.followed)
