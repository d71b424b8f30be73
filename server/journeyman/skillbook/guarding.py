"""Let the guard look at each skill before anybody uses it."""

import socket
from pathlib import Path, PurePosixPath

from ..review.floor import FLOOR
from ..review.shell import MAX_LENGTH, parse
from ..skills.skill import Scope, Skill
from .shelf import Check

OWN = ("journeyman-episode", "journeyman-origin")
"""In the metadata of what the agent wrote: it has to be general, too, not only harmless."""
ALLOWED = "privileges"
"""In the reason of what the floor stops here, but which is honest in a Dockerfile or on a server."""


def guard_for(root: Path, home: Path | None) -> Check:
    """Return the check for the skills of a workspace folder."""
    where = PurePosixPath(root.as_posix())

    def judge(command: str) -> str:
        """Return why a command must never run; "" if it may."""
        if len(command) > MAX_LENGTH:
            return "it is too long to be looked through"
        script = parse(command)
        if script.bombs:
            return "it starts copies of itself without end"
        found = (why for why, catches in FLOOR.items() if any(catches(one, where) for one in script.commands))
        return next((why for why in found if ALLOWED not in why), "")

    hostname = socket.gethostname()

    def check(skill: Skill, text: str, scope: Scope) -> str:
        # Without skills nobody needs its patterns, which take a megabyte.
        from ..skills.guard import Machine, inspect  # noqa: PLC0415

        machine = Machine(home=str(home or ""), user=home.name if home else "", hostname=hostname, root=str(root))
        own = scope in ("workspace", "user") and any(key in skill.metadata for key in OWN)
        return " ".join(complaint.reason for complaint in inspect(skill, text, own=own, machine=machine, judge=judge))

    return check
