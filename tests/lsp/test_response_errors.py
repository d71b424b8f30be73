import pytest
from lsprotocol import types as lsp

from journeyman import errors
from journeyman.errors import JourneymanError, NoAnswer, ProviderUnreachable, Remedy, ToolError
from journeyman.lsp.errors import CODES, to_response_error


def all_kinds(error: type[JourneymanError]) -> set[str]:
    return {error.kind}.union(*map(all_kinds, error.__subclasses__()))


def test_every_error_for_the_user_has_a_code_of_its_own():
    ours = {
        kind
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, JourneymanError)
        for kind in all_kinds(cls)
    }

    assert ours <= set(CODES)
    assert len(set(CODES.values())) == len(CODES)
    assert all(-32099 <= code <= -32050 for code in CODES.values())


# No class of its own: `JourneymanError.__subclasses__` would have it for other tests, too.
STRANGE = JourneymanError("Odd.").offering(Remedy("Look again", "journeyman.look"))
STRANGE.kind = "strange"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ProviderUnreachable("Start it."), lsp.ResponseError(-32061, "Start it.", {"kind": "provider_unreachable"})),
        (NoAnswer("Gone."), lsp.ResponseError(-32054, "Gone.", {"kind": "no_answer"})),
        (ToolError("Read it again."), lsp.ResponseError(-32803, "Read it again.")),
        (
            STRANGE,
            lsp.ResponseError(-32050, "Odd.", {"kind": "strange", "hint": "Look again", "command": "journeyman.look"}),
        ),
    ],
)
def test_the_editor_is_told_what_the_user_can_do(error, expected):
    assert to_response_error(error, "a/method") == expected


def test_a_mistake_is_told_by_its_name_and_logged_in_full(caplog):
    answer = to_response_error(KeyError("words of the user"), "a/method")

    assert answer.code == -32603
    assert answer.message.startswith("a/method failed (KeyError).")
    assert "words" not in answer.message
    assert caplog.records[0].exc_info[1].args == ("words of the user",)
