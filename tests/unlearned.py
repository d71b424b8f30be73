"""A session that learns nothing, and a library without skills."""

from journeyman.errors import SkillError
from journeyman.turn_record import Advice


class Unlearned:
    async def advise(self, prompt, context, window, *, skill):
        return Advice()

    async def note_use(self, episode_id, skill):
        pass

    def opened(self, call):
        return None

    def began(self, session_id, prompt):
        pass

    def ended(self, session_id):
        pass


class NoSkills:
    async def find(self, text):
        return []

    async def instructions(self, name):
        raise SkillError(f"There is no skill {name} to use.")

    async def file(self, name, path):
        raise SkillError(f"There is no skill {name} to use.")

    async def propose(self, name, description, body):
        return name
