"""Whether a task was about what a skill is about, as far as its files and commands show."""

import re
from collections.abc import Sequence

from ..memory.episode_rows import EpisodeCall
from ..skills.skill import Skill
from .command_lines import read_commands
from .traits import fits
from .work import changed_files

CODE = re.compile(r"`([^`\n]{2,200})`")


def is_about(skill: Skill, calls: Sequence[EpisodeCall]) -> bool:
    """Whether the task changed a file that the skill fits, or ran its commands if it names no files.

    Commands alone say little where there are files: nearly every task ends with the same check. A skill that
    names neither says nothing about where it fits; then no task was about it.
    """
    files = set(changed_files(calls))
    quoted = CODE.findall(skill.body)
    if skill.traits.globs or not files.isdisjoint(quoted):
        return any(file in quoted or fits(file, glob) for glob in (*skill.traits.globs, "") for file in files)
    named = {one.kind for line in (*skill.traits.commands, *quoted) for one in read_commands(line) if one.matters}
    ran = {one.kind for call in calls for one in read_commands(str(call.arguments.get("command", ""))) if one.matters}
    return bool(named & ran)
