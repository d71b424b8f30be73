import random
from pathlib import Path

import pytest

from journeyman.errors import SkillError
from journeyman.skills.embeddings import Embedding
from journeyman.skills.index import FROM_USE, Entry, Query, SkillIndex
from journeyman.skills.skill import Skill, Traits
from journeyman.skills.tables import VERSION

ROUTE = Skill(
    "add-route",
    "Add a FastAPI route with a response model and a test. Use it for new endpoints.",
    "## When to use\n\nA resource needs a new URL.\n\n## Steps\n\n1. The handler goes into `src/routes/`.\n2. pytest.",
    traits=Traits(languages=("python",), globs=("src/routes/*.py",), commands=("pytest -q",)),
)
MIGRATION = Skill(
    "write-migration",
    "Write an Alembic migration for a changed SQLAlchemy model.",
    "## When to use\n\nA column is added.\n\n## Steps\n\n1. `alembic revision --autogenerate`.\n2. Read it.",
    traits=Traits(globs=("alembic/versions/*.py",), commands=("alembic upgrade head",)),
)
CHANGELOG = Skill("update-changelog", "Write release notes into CHANGELOG.md before a release.", "Group by kind.")
SKILLS = (ROUTE, MIGRATION, CHANGELOG)


@pytest.fixture
def index():
    index = SkillIndex(None)
    index.put([Entry(skill, digest=skill.name[0]) for skill in SKILLS])
    yield index
    index.close()


def found(index: SkillIndex, text: str, *files: str) -> list[str]:
    return [hit.name for hit in index.search(Query(text, files))]


def score(index: SkillIndex, name: str, text: str) -> float:
    hits = index.search(Query(text), limit=16, at_least=0)
    return next((hit.score for hit in hits if hit.name == name), 0.0)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("add a FastAPI route for invoices", "add-route"),
        ("we need a new endpoint for invoices, with a response model", "add-route"),
        ("alembic migratoin for the changed model", "write-migration"),
        ("update the changlog", "update-changelog"),
        ("AddRoute", "add-route"),
        ("write_migration", "write-migration"),
    ],
)
def test_the_skill_for_a_prompt_comes_first(index: SkillIndex, text: str, first: str):
    assert found(index, text)[:1] == [first]


@pytest.mark.parametrize(
    "text", ["", "hello", "thanks!", "what is a monad?", "translate the poem into French", "你好", "...", "1234"]
)
def test_nothing_is_offered_for_what_no_skill_is_for(index: SkillIndex, text: str):
    assert found(index, text) == []


@pytest.mark.parametrize(
    "text",
    [
        'route" OR name:* NEAR(a b) -^ {x} AND NOT',
        "route\0s \ud800 \udfff",
        "\u202e route \U0010ffff",
        "'; DROP TABLE skills; --",
        "route " * 200_000,
        "\n".join(f"ERROR {number} at src/routes/users.py:{number}" for number in range(30_000)),
        "".join(random.Random(1).choices("abcdefghij_-./ ", k=1_000_000)),
        "添加路由" * 10_000,
    ],
    ids=["operators", "no text", "marks", "sql", "long", "log", "noise", "chinese"],
)
def test_no_query_breaks_the_search(index: SkillIndex, text: str):
    index.search(Query(text, (text[:1000],), (text[:1000],)))
    index.nearest(ROUTE, Query(text, (text[:1000],), (text[:1000],)))

    index.teach("add-route", text, fits=True)
    assert found(index, "add a FastAPI route")[:1] == ["add-route"]


def test_a_hit_says_why(index: SkillIndex):
    index.teach("add-route", "a FastAPI route for orders", fits=True)

    hit = index.search(Query("add a FastAPI route for orders", ("src/routes/orders.py",)))[0]

    assert hit.why == "matches route, fast, api, fastapi in its description; like 1 earlier prompt; its files match"
    assert 0.9 < hit.score < 1


def test_files_help(index: SkillIndex):
    bare = index.search(Query("add one for orders"), at_least=0)
    at_place = index.search(Query("add one for orders", ("src\\routes\\orders.py",)), at_least=0)

    assert at_place[0].name == "add-route"
    assert at_place[0].score > max(hit.score for hit in bare)


def test_a_prompt_that_a_skill_served_finds_it_and_so_do_similar_ones(index: SkillIndex):
    assert found(index, "customers want to see their invoices") == []

    index.teach("add-route", "customers want to see their invoices", fits=True)

    assert found(index, "customers want to see their invoices") == ["add-route"]
    assert score(index, "add-route", "a customer wants to see all invoices") > 0.6
    assert found(index, "write an alembic migration")[:1] == ["write-migration"]


def test_a_prompt_that_does_not_fit_holds_for_such_prompts_alone(index: SkillIndex):
    other = score(index, "add-route", "a new endpoint with a response model")

    index.teach("add-route", "add a FastAPI route table to the docs", fits=False)

    assert found(index, "add a FastAPI route table to the docs") == []
    assert score(index, "add-route", "a new endpoint with a response model") == pytest.approx(other, abs=0.05)


def test_one_word_of_the_user_outweighs_what_was_inferred_often(index: SkillIndex):
    for _ in range(15):
        index.teach("add-route", "show the route map", fits=True, weight=FROM_USE)
    assert found(index, "show the route map") == ["add-route"]

    index.teach("add-route", "show the route map", fits=False)

    assert found(index, "show the route map") == []


def test_the_user_may_change_their_mind(index: SkillIndex):
    index.teach("add-route", "show the invoices", fits=False)
    index.teach("add-route", "show the invoices", fits=True)

    assert found(index, "show the invoices") == ["add-route"]


def test_lessons_can_be_replaced_and_do_not_pile_up(index: SkillIndex):
    index.replace_lessons("add-route", [(f"wish number{number}x", 1.0) for number in range(200)])
    assert index._db.execute("SELECT count(*) FROM lessons").fetchone() == (64,)
    assert index._db.execute("SELECT prompts FROM totals").fetchone() == (64,)

    index.replace_lessons("add-route", [("show the invoices", 1.0)])

    assert found(index, "wish number199x") == []
    assert found(index, "show the invoices") == ["add-route"]


def test_putting_a_skill_again_changes_its_text_and_keeps_its_lessons(index: SkillIndex):
    index.teach("update-changelog", "tell people what is different", fits=True)

    index.put([Entry(Skill("update-changelog", "Describe changes for people.", "Short."), digest="new")])

    assert index.digests() == {"add-route": "a", "write-migration": "w", "update-changelog": "new"}
    assert found(index, "tell people what is different") == ["update-changelog"]
    assert found(index, "write release notes") == []


def test_removing_everything_leaves_nothing_behind(index: SkillIndex):
    index.teach("add-route", "show the invoices", fits=True)

    index.remove([*index.digests(), "unknown"])

    assert index.digests() == {}
    assert found(index, "add a FastAPI route") == []
    assert index._db.execute("SELECT * FROM totals").fetchall() == [(0, 0)]
    assert index._db.execute("SELECT word FROM uses WHERE skills <> 0 OR prompts <> 0").fetchall() == []


def test_a_skill_that_is_not_usable_is_not_offered(index: SkillIndex):
    index.set_usable({"add-route": False, "unknown": True})
    assert found(index, "add a FastAPI route") == []
    assert [hit.name for hit in index.search(Query("add a FastAPI route"), usable_only=False)] == ["add-route"]

    index.set_usable({"add-route": True})
    assert found(index, "add a FastAPI route") == ["add-route"]


def test_a_score_means_the_same_in_a_large_library(index: SkillIndex):
    small = score(index, "add-route", "add a FastAPI route")
    index.put(Entry(Skill(f"skill-{n}", f"Topic{n % 97} of kind{n % 89}.", f"word{n} " * 30)) for n in range(2000))

    assert score(index, "add-route", "add a FastAPI route") == pytest.approx(small, abs=0.1)
    assert found(index, "hello") == []


def test_embeddings_count_a_little(index: SkillIndex):
    index.put([Entry(ROUTE, digest="r"), Entry(MIGRATION, digest="m")])
    index.keep_embeddings(
        [("add-route", "r", Embedding("e", (1.0, 0.0))), ("write-migration", "m", Embedding("e", (0.0, 1.0)))]
    )

    def scores(embedding: Embedding | None) -> dict[str, float]:
        return {hit.name: hit.score for hit in index.search(Query("a new model", embedding=embedding), at_least=0)}

    plain = scores(None)
    assert scores(Embedding("e", (0.0, 1.0)))["write-migration"] > plain["write-migration"]
    assert scores(Embedding("e", (1.0, 0.0, 0.0))) == plain
    assert scores(Embedding("another", (0.0, 1.0))) == plain


def test_a_draft_for_the_same_kind_of_task_is_recognized(index: SkillIndex):
    again = Skill(
        "create-endpoint",
        "Create a new FastAPI endpoint with response model and test.",
        "## When to use\n\nA resource needs a URL.\n\n## Steps\n\n1. Handler in `src/routes/`.\n2. pytest.",
    )
    new = Skill("draw-diagram", "Draw a sequence diagram with Mermaid.", "Write it into docs/.")
    task = Query("expose invoices over the API", ("src/routes/invoices.py",), ("pytest -q",))

    same = index.nearest(again, task)

    assert same is not None
    assert same.name == "add-route"
    assert index.nearest(new, Query("draw how login works", ("docs/login.md",))) is None
    assert index.nearest(None, Query("hello")) is None


def test_an_index_is_there_after_closing(tmp_path: Path):
    first = SkillIndex(tmp_path / "skills.db")
    first.put([Entry(ROUTE, digest="d")])
    first.close()

    second = SkillIndex(tmp_path / "skills.db")

    assert (first.is_new, second.is_new) == (True, False)
    assert second.digests() == {"add-route": "d"}
    second.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"", None], ids=["damaged", "empty", "other version"])
def test_a_file_that_cannot_be_used_is_made_anew(tmp_path: Path, content: bytes | None):
    path = tmp_path / "skills.db"
    if content is None:
        old = SkillIndex(path)
        old.put([Entry(ROUTE)])
        old._db.execute(f"PRAGMA user_version = {VERSION + 1}")
        old.close()
    else:
        path.write_bytes(content)

    index = SkillIndex(path)

    assert index.is_new
    assert index.digests() == {}
    index.close()


def test_damage_that_shows_later_is_told_and_mended_by_the_next_start(tmp_path: Path):
    path = tmp_path / "skills.db"
    index = SkillIndex(path)
    index.put([Entry(skill) for skill in SKILLS])
    index.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    broken = SkillIndex(path)
    with pytest.raises(SkillError, match="Restart Journeyman"):
        broken.search(Query("add a FastAPI route"))
    broken.close()

    mended = SkillIndex(path)
    assert mended.is_new
    mended.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SkillError, match="Make its folder writable"):
        SkillIndex(tmp_path / "missing" / "skills.db")


def test_a_failed_put_leaves_the_index_as_it_was(index: SkillIndex):
    def entries():
        yield Entry(Skill("new", "New.", "New."))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        index.put(entries())

    assert sorted(index.digests()) == ["add-route", "update-changelog", "write-migration"]
