"""What is known of a place, what is offered there, and what is suggested while the user rests."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from lsprotocol import types as lsp

from journeyman.errors import NoAnswer, SettingsError, UsageError
from journeyman.lsp import protocol
from journeyman.lsp.code_actions import Offer, code_actions, to_prompt
from journeyman.lsp.content import Prompt
from journeyman.lsp.documents import Documents
from journeyman.lsp.resting import Resting
from journeyman.lsp.spots import MAX_CHARACTERS, spot_at
from journeyman.skills.matching import Fit, Spot

ROOT = Path("/work").resolve()
PATH = ROOT / "src" / "a.py"
URI = PATH.as_uri()
TEXT = "import os\nclass Cart:\n    def total(self):\n        return 1\n"
LINE = lsp.Range(lsp.Position(1, 2), lsp.Position(1, 2))
UNUSED = lsp.Diagnostic(LINE, "unused", source="ruff", code="F401")
ROUTE = Fit("add-a-route", "for files like src/*.py", 0.5, "trusted")
DRAFT = Fit("tidy-up", "for files like src/*.py", 0.9, "candidate")


def opened(text: str = TEXT, uri: str = URI):
    documents = Documents()
    documents.open(uri, 3, text)
    return documents


def spot(span: lsp.Range, *diagnostics: lsp.Diagnostic, text: str = TEXT) -> Spot | None:
    document = opened(text).get(URI)
    assert document
    return spot_at(document, ROOT, span, diagnostics)


def test_a_place_is_its_file_its_problems_and_its_lines():
    numbered = lsp.Diagnostic(LINE, "odd", source="tsc", code=2304)
    bare = lsp.Diagnostic(LINE, "odd")

    assert spot(LINE, UNUSED, numbered, bare) == Spot(
        "src/a.py", "python", (("ruff", "F401"), ("tsc", "2304"), ("", "")), ("class",), "class Cart:\n"
    )
    assert spot(lsp.Range(lsp.Position(1, 0), lsp.Position(2, 4))) == Spot(
        "src/a.py", "python", (), ("class", "function"), "class Cart:\n    def total(self):\n"
    )


def test_a_place_that_is_gone_is_no_problem_and_a_long_one_is_cut():
    assert spot(lsp.Range(lsp.Position(90, 0), lsp.Position(99, 0))) == Spot("src/a.py", "python")
    long = spot(lsp.Range(lsp.Position(0, 0), lsp.Position(9**9, 0)), text="x = 1\n" * 5_000)
    assert long
    assert 0 < len(long.text) <= MAX_CHARACTERS


@pytest.mark.parametrize("uri", ["untitled:one", "file:///elsewhere/a.py"])
def test_what_is_not_in_the_folder_is_no_place_for_skills(uri: str):
    document = opened(uri=uri).get(uri)
    assert document

    assert spot_at(document, ROOT, LINE, ()) is None


def test_skills_that_fit_are_offered_behind_the_others_and_candidates_say_so():
    def params(only=None):
        return lsp.CodeActionParams(lsp.TextDocumentIdentifier(URI), LINE, lsp.CodeActionContext([UNUSED], only))

    offered = code_actions(params(), [ROUTE, DRAFT], resolves=["command"])
    only = code_actions(params(["journeyman.skill"]), [ROUTE], resolves=["command"])

    titles = ["Apply skill: Add a route", "Apply skill: Tidy up (candidate)"]
    assert [action.title for action in offered] == ["Fix with Journeyman", "Explain with Journeyman", *titles]
    data = Offer("apply", URI, LINE, ["line 2: unused (ruff F401)"], skill="add-a-route")
    assert only == [lsp.CodeAction(titles[0], kind="journeyman.skill", data=data)]
    assert code_actions(params(["quickfix"]), [ROUTE], resolves=[])[0].title == "Fix with Journeyman"


def test_a_skill_is_applied_to_what_is_there():
    offer = Offer("apply", URI, LINE, ["line 2: unused (ruff F401)"], skill="add-a-route")

    prompt = to_prompt(offer, "a\nb\n", ROOT, "utf-16")

    assert prompt == Prompt(
        "Apply the skill add-a-route to this code in src/a.py, line 2.\n- line 2: unused (ruff F401)",
        '<file path="src/a.py, line 2">\na\nb\n\n</file>',
        ("add-a-route",),
    )


def test_to_apply_no_skill_is_refused():
    with pytest.raises(UsageError, match="No skill is named"):
        to_prompt(Offer("apply", URI, LINE, []), TEXT, ROOT, "utf-16")


class Place:
    """A client that looks at an open document of a folder, and the folder, with the skills that fit."""

    def __init__(self, *fits: Fit, suggests: bool = True) -> None:
        self.skills = self.joined = self.client = self.server = self
        self.root, self.knows_us = ROOT, True
        self.documents = opened()
        self.focus = protocol.FocusParams(lsp.TextDocumentIdentifier(URI), LINE)
        self.found = list(fits)
        self.problems: object = NoAnswer("It does not know.")
        self.asked: list[list[lsp.Diagnostic]] = []
        self.told: list[tuple[str, object]] = []
        self.settings = SimpleNamespace(skill_suggestions=suggests)
        self.looked = asyncio.Event()

    def folders_around(self, path: Path) -> list["Place"]:
        return [self]

    def fits(self, document, span, diagnostics) -> list[Fit]:
        self.asked.append(diagnostics)
        self.looked.set()
        return self.found

    async def workspace(self):
        if isinstance(self.settings, Exception):
            raise self.settings
        return SimpleNamespace(loaded=SimpleNamespace(settings=self.settings))

    async def ask(self, method, params, *, timeout_seconds):
        if isinstance(self.problems, NoAnswer):
            raise self.problems
        return self.problems

    def tell(self, method: str, params: object) -> None:
        self.told.append((method, params))

    async def rest(self, resting: Resting) -> None:
        """Stay for a moment."""
        self.looked.clear()
        resting.moved()
        async with asyncio.timeout(10):
            await self.looked.wait()
            assert resting.suggesting
            await resting.suggesting


def suggestion(fit: Fit) -> tuple[str, object]:
    told = protocol.SkillSuggestion(ROOT.as_uri(), URI, fit.name, fit.title, fit.why)
    return protocol.SKILL_SUGGEST, told


async def test_the_best_trusted_skill_is_suggested_once_then_the_next():
    other = Fit("fix-types", "for mypy", 0.4, "trusted")
    place = Place(ROUTE, other, DRAFT)
    resting = Resting(place, idle_seconds=0)

    for _ in range(3):
        await place.rest(resting)

    assert place.told == [suggestion(ROUTE), suggestion(other)]


async def test_problems_at_the_place_count_as_far_as_the_editor_tells_them():
    place = Place(ROUTE)
    above = lsp.Diagnostic(lsp.Range(lsp.Position(0, 0), lsp.Position(0, 3)), "above")
    elsewhere = lsp.PublishDiagnosticsParams("file:///work/b.py", [UNUSED])
    place.problems = protocol.QueryResult(diagnostics=[lsp.PublishDiagnosticsParams(URI, [above, UNUSED]), elsewhere])

    await place.rest(Resting(place, idle_seconds=0))

    assert place.asked == [[UNUSED]]


@pytest.mark.parametrize("settings", [SimpleNamespace(skill_suggestions=False), SettingsError("Odd.")])
async def test_nothing_is_suggested_where_it_is_switched_off_or_the_folder_cannot_be_opened(settings):
    place = Place(ROUTE)
    place.settings = settings

    await place.rest(Resting(place, idle_seconds=0))

    assert place.told == []


async def test_whoever_types_or_goes_is_left_alone():
    place = Place(ROUTE)
    resting = Resting(place, idle_seconds=60)

    resting.moved()
    resting.moved()
    await resting.close()
    place.focus = protocol.FocusParams()
    resting.moved()

    assert resting.suggesting is None
    assert not resting.waits


async def test_an_editor_without_our_messages_is_not_watched():
    place = Place(ROUTE)
    place.knows_us = False
    resting = Resting(place, idle_seconds=0)

    resting.moved()

    assert not resting.waits
