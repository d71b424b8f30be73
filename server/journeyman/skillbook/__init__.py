"""The skills of a workspace: what is on the disk, what is known of it, and what of it helps with a prompt."""

from .advising import Adviser
from .book import Skillbook
from .embeddings import Embeddings
from .keeping import Keeper, Step
from .known import RESTORED, KnownSkill, Match
from .opening import open_skillbook
from .skill_tools import SkillTools

__all__ = [
    "RESTORED",
    "Adviser",
    "Embeddings",
    "Keeper",
    "KnownSkill",
    "Match",
    "SkillTools",
    "Skillbook",
    "Step",
    "open_skillbook",
]
