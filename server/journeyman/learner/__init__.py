"""Learning from tasks: close them when their outcome is known, then let a model put into words what they taught."""

from .learned import Learned, What
from .learner import Learner

__all__ = ["Learned", "Learner", "What"]
