"""A session that learns nothing, and a library without skills."""

from journeyman.errors import NotRemembered, SkillError
from journeyman.turn_record import Advice


class Unlearned:
    async def advise(self, prompt, context, window, *, skills, session_id):
        return Advice()

    def heard(self, heard):
        pass

    async def note_use(self, episode_id, skill):
        pass

    def opened(self, call):
        return None

    def began(self, session_id, prompt):
        pass

    def ended(self, session_id):
        pass


class NoMemories:
    async def remember(self, statement, quote, *, everywhere):
        raise NotRemembered("The user did not say so.")

    async def recall(self, question):
        return []

    async def forget(self, id_, quote):
        raise NotRemembered(f"There is no memory {id_}.")


class NoSkills:
    async def find(self, text):
        return []

    async def instructions(self, name):
        raise SkillError(f"There is no skill {name} to use.")

    async def file(self, name, path):
        raise SkillError(f"There is no skill {name} to use.")

    async def propose(self, name, description, body):
        return name
