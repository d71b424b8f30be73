"""What `journeyman skills` changes, one skill at a time."""

import argparse
import difflib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import SkillError, UsageError
from ..skillbook import Keeper, KnownSkill
from ..workspace import Workspace
from .printing import clean, print_json
from .skills_lessons import read_lessons
from .skills_views import skill_to_wire
from .terminal import has_terminal, read_line


@dataclass(frozen=True)
class Change:
    """An action that changes a skill, and says so."""

    said: str
    """Names fields of the skill."""
    work: Callable[[Keeper, KnownSkill, argparse.Namespace], Awaitable[KnownSkill]]

    async def __call__(self, args: argparse.Namespace, workspace: Workspace) -> int:
        """Do it; 0. Raise SkillError if there is no such skill, or it cannot be done with it."""
        skill = await find_skill(workspace, args.name)
        return tell(args, await self.work(workspace.keeper, skill, args), self.said)


approve = Change("{name} is trusted now.", lambda keeper, skill, _: keeper.approve(skill.name))
pin = Change("{name} stays as it is.", lambda keeper, skill, _: keeper.pin(skill.name, pinned=True))
unpin = Change("{name} may change again.", lambda keeper, skill, _: keeper.pin(skill.name, pinned=False))
retire = Change(
    "{name} is used no longer. To use it again: journeyman skills restore {name}",
    lambda keeper, skill, _: keeper.set_state(skill.name, "retired", "retired by the user"),
)
rollback = Change(
    "{name} says again what it said before, as version {version}.",
    lambda keeper, skill, args: _version_from(keeper, skill, args.to),
)
share = Change(
    "{name} lies in {path} now.",
    lambda keeper, skill, args: keeper.move(skill.name, "user" if args.user else "repository"),
)


async def _version_from(keeper: Keeper, skill: KnownSkill, version: int | None) -> KnownSkill:
    if version == skill.version:
        raise SkillError(f"{skill.name} has version {version} already.")
    changed, _ = await keeper.roll_back(skill.name, version, "the user wants it")
    return changed


async def _restore(keeper: Keeper, skill: KnownSkill, _: argparse.Namespace) -> KnownSkill:
    if skill.state != "retired":
        raise SkillError(f"{skill.name} is not retired, so there is nothing to restore.")
    return await keeper.set_state(skill.name, "trusted" if skill.approved else "candidate", "restored by the user")


restore = Change("{name} is used again. It is {state} now.", _restore)


async def find_skill(workspace: Workspace, name: str) -> KnownSkill:
    """Return a skill. Raise SkillError, with the names most like it, if there is none."""
    known = await workspace.skills.all()
    if name in known:
        return known[name]
    close = " or ".join(difflib.get_close_matches(name, known, n=2))
    hint = f"Did you mean {close}?" if close else "`journeyman skills list` shows which there are."
    raise SkillError(f"There is no skill {name!r}. {hint}")


async def delete(args: argparse.Namespace, workspace: Workspace) -> int:
    """Delete a skill, and ask before; 0."""
    skill = await find_skill(workspace, args.name)
    if not args.yes:
        await _confirm(skill)
    return tell(args, await workspace.keeper.delete(skill.name), "Deleted {name}.")


async def add(args: argparse.Namespace, workspace: Workspace) -> int:
    """Copy a skill into the library; 1 if it is not used there."""
    skill = await workspace.keeper.add(Path(args.source), "user" if args.user else "workspace")
    if not skill.problem:
        return tell(args, skill, "Added {name}. It is trusted.")
    tell(args, skill, "Added {name}, but it is not used: {problem}")
    return 1


async def teach(args: argparse.Namespace, workspace: Workspace) -> int:
    """Let the search learn which prompts fit; 0."""
    if args.source is not None:
        if args.name is not None:
            raise UsageError("The lines of --from name the skills. Leave the name out.")
        lessons = await read_lessons(args.source, await workspace.skills.all())
    elif args.name is None:
        raise UsageError("Say for which skill: journeyman skills teach NAME --fits PROMPT.")
    else:
        skill = await find_skill(workspace, args.name)
        lessons = [(skill.name, args.fits if args.fits is not None else args.unfit, args.fits is not None)]
    await workspace.keeper.teach(lessons)
    if args.json:
        print_json([{"name": name, "prompt": prompt, "fits": fits} for name, prompt, fits in lessons])
    else:
        prompts, skills = len(lessons), len({name for name, _, _ in lessons})
        print(f"Learned {_count(prompts, 'prompt')} about {_count(skills, 'skill')}.")
    return 0


def tell(args: argparse.Namespace, skill: KnownSkill, said: str) -> int:
    """Say what was done to a skill; 0."""
    if args.json:
        print_json([skill_to_wire(skill)])
    else:
        names = ("name", "path", "state", "version", "problem")
        print(clean(said.format(**{name: getattr(skill, name) for name in names})))
    return 0


async def _confirm(skill: KnownSkill) -> None:
    if not has_terminal():
        raise UsageError(f"Deleting {skill.name} cannot be undone. Say --yes if you mean it.")
    answer = await read_line(f"Delete {clean(skill.name)} and its history for good? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise UsageError("Nothing was deleted.")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
