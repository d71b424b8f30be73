"""Small real things that tests are built from."""

from collections.abc import AsyncGenerator, Sequence

from journeyman.agent.events import TextDelta, ThoughtDelta
from journeyman.agent.interfaces import AnswerPart, ModelRequest
from journeyman.agent.messages import AssistantMessage
from journeyman.errors import ProviderError

Answer = AssistantMessage | ProviderError


class ScriptedProvider:
    """A model that gives prepared answers, word by word, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers: list[Answer] = list(answers)
        self.requests: list[ModelRequest] = []

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, ProviderError):
            raise answer
        for piece in pieces(answer.thought):
            yield ThoughtDelta(piece)
        for piece in pieces(answer.text):
            yield TextDelta(piece)
        yield answer


def pieces(text: str) -> Sequence[str]:
    """The words of `text`, each with the white space behind it."""
    words = text.split(" ")
    return [word + " " for word in words[:-1]] + [words[-1]] if text else []
