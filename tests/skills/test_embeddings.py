"""Skills that say it in other words are found by what they mean, and the words of the others count as before."""

import random
from pathlib import Path

import pytest

from journeyman.skills.embeddings import MAX_NEIGHBORS, Embedding
from journeyman.skills.index import Entry, Query, SkillIndex
from journeyman.skills.skill import Skill
from many_skills import generated

ROUTE = Skill("add-route", "Add an HTTP endpoint to the app, with its test.", "Write the handler, then run pytest.")
CHANGELOG = Skill(
    "write-changelog", "Write the changelog entry of a release.", "Look at the commits since the last tag."
)
OTHERS = (
    Skill("draw-diagram", "Draw a sequence diagram with Mermaid.", "Write it into docs/."),
    Skill("pin-dependencies", "Pin the versions of dependencies.", "Run `uv lock`."),
)
MEANINGS = {
    "add-route": (1.0, 0.1, 0.1, 0.0),
    "write-changelog": (0.0, 1.0, 0.1, 0.1),
    "draw-diagram": (0.1, 0.0, 1.0, 0.1),
    "pin-dependencies": (0.1, 0.1, 0.0, 1.0),
}


@pytest.fixture
def index():
    index = SkillIndex(None)
    index.put(Entry(skill, digest="d") for skill in (ROUTE, CHANGELOG, *OTHERS))
    index.keep_embeddings((name, "d", Embedding("m", numbers)) for name, numbers in MEANINGS.items())
    yield index
    index.close()


def found(index: SkillIndex, text: str, near: str | None = None, *, at_least: float = 0.45) -> list[str]:
    embedding = Embedding("m", MEANINGS[near]) if near else None
    return [hit.name for hit in index.search(Query(text, embedding=embedding), at_least=at_least)]


def test_a_paraphrase_that_words_miss_is_offered(index: SkillIndex):
    text = "the app must answer under a new URL"

    assert found(index, text) == []
    assert found(index, text, "add-route") == ["add-route"]


def test_a_prompt_in_another_language_finds_what_it_means_but_that_alone_offers_nothing(index: SkillIndex):
    text = "Schreib auf, was neu ist"

    assert found(index, text, at_least=0) == []
    assert found(index, text, "write-changelog", at_least=0)[0] == "write-changelog"
    assert found(index, text, "write-changelog") == []


def test_embeddings_do_not_overrule_what_words_say(index: SkillIndex):
    assert found(index, "write the changelog of the release", "draw-diagram")[0] == "write-changelog"


def test_people_are_told_that_it_means_the_same(index: SkillIndex):
    [first, *_] = index.search(Query("Schreib es auf", embedding=Embedding("m", MEANINGS["add-route"])), at_least=0)

    assert (first.name, first.why) == ("add-route", "means about the same")


def test_skills_without_an_embedding_are_known_until_they_have_one(index: SkillIndex):
    index.put([Entry(ROUTE, digest="new"), Entry(Skill("hidden", "Not to be used.", "No."), usable=False)])
    assert index.without_embedding("m") == {"add-route": "new"}
    assert len(index.without_embedding("another")) == len(MEANINGS)

    index.keep_embeddings([("add-route", "new", Embedding("m", MEANINGS["add-route"]))])
    assert index.without_embedding("m") == {}


def test_an_embedding_of_a_text_that_is_another_one_by_now_is_not_kept(index: SkillIndex):
    index.put([Entry(ROUTE, digest="new")])

    index.keep_embeddings([("add-route", "d", Embedding("m", MEANINGS["add-route"]))])
    index.keep_embeddings([("absent", "d", Embedding("m", MEANINGS["add-route"]))])

    assert index.without_embedding("m") == {"add-route": "new"}


def test_a_skill_that_is_gone_takes_its_embedding_along(index: SkillIndex):
    index.remove(["add-route"])
    index.put([Entry(Skill("new", "New.", "New."), digest="d")])

    assert index.without_embedding("m") == {"new": "d"}


def test_what_may_not_be_used_is_not_found_by_its_meaning(index: SkillIndex):
    index.set_usable({"add-route": False})

    assert "add-route" not in found(index, "Schreib es auf", "add-route", at_least=0)


def test_embeddings_are_there_after_closing(tmp_path: Path):
    first = SkillIndex(tmp_path / "skills.db")
    first.put([Entry(ROUTE, digest="d"), Entry(CHANGELOG, digest="d")])
    first.keep_embeddings((name, "d", Embedding("m", MEANINGS[name])) for name in ("add-route", "write-changelog"))
    first.close()

    second = SkillIndex(tmp_path / "skills.db")
    assert found(second, "Schreib es auf", "add-route", at_least=0) == ["add-route", "write-changelog"]
    second.close()


def test_the_nearest_of_many_are_found_by_their_signs():
    index = SkillIndex(None)
    index.put(Entry(skill, digest="d") for skill in generated(300))
    vectors = random.Random(4)
    numbers = {name: [vectors.gauss(0, 1) for _ in range(100)] for name in index.digests()}
    index.keep_embeddings((name, "d", Embedding("m", one)) for name, one in numbers.items())

    for name in list(numbers)[::30]:
        alike = [one + vectors.gauss(0, 1) for one in numbers[name]]
        hits = index.search(Query("Schreib es auf", embedding=Embedding("m", alike)), at_least=0, limit=99)
        assert hits[0].name == name
        assert len(hits) == MAX_NEIGHBORS
    index.close()
