"""A library as a large team has it after years: thousands of skills, alike as real ones are, and none like another."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, product
from pathlib import Path

from journeyman.skills.skill import Skill, Traits, render_skill

SEED = 4
SENTENCES = 32
"""In a body: about 3 KB."""
VERBS = (
    "add remove rename split merge migrate test document cache validate paginate translate deploy profile secure "
    "refactor schedule export import log retry encrypt index archive throttle mock format pin seed backfill"
).split()
OBJECTS = (
    "route endpoint migration component form table job queue webhook query schema setting flag page report invoice "
    "mailer worker client parser serializer validator middleware plugin theme chart upload session token cron store "
    "hook fixture snapshot changelog workflow image module adapter stream"
).split()
AREAS = (
    "billing search catalog checkout accounts inventory shipping support analytics admin mobile gateway ledger payroll "
    "booking content loyalty pricing returns warehouse identity messaging onboarding reporting scheduling"
).split()
KINDS = (
    ("python", "py", "pytest -q tests/{area}", "ruff:F401"),
    ("typescript", "ts", "npx vitest run {area}", "eslint:no-unused-vars"),
    ("typescriptreact", "tsx", "npm test -- {area}", "eslint:react-hooks/exhaustive-deps"),
    ("go", "go", "go test ./{area}/...", "staticcheck:SA4006"),
    ("rust", "rs", "cargo test -p {area}", "rustc:E0308"),
    ("java", "java", "mvn -q test -pl {area}", "javac:unchecked"),
    ("ruby", "rb", "bundle exec rspec spec/{area}", "rubocop:Style/FrozenStringLiteralComment"),
    ("sql", "sql", "sqlfluff lint {area}", "sqlfluff:LT01"),
    ("yaml", "yaml", "yamllint {area}", "yamllint:indentation"),
    ("lua", "lua", "busted spec/{area}", "luacheck:211"),
)
"""Language, extension, what checks the work, and what is gone afterwards."""
FOLDERS = ("src", "app", "lib", "services", "packages")
SYMBOLS = ("function", "class", "interface", "module", "struct", "enum")
PATTERNS = (
    "Read `{path}` first: it is the {a} that the other {b} files follow.",
    "Write the {a} beside the {b}, and let `{name}` call it.",
    "Where the {a} holds more than one {b}, keep the order in which they came.",
    "Do not touch the {a} of the {b}; others depend on it.",
    "Give `{name}` a {a}, and say in one sentence why the {b} needs it.",
    "If the {a} fails, look whether the {b} was prepared before.",
    "Put the {a} into `{path}`, and list it with the {b}.",
    "Every {a} has a {b}, so write both in one change.",
)


def generated(number: int) -> Iterator[Skill]:
    """Yield this many skills: the same at each call, and of more the first are those of fewer."""
    assert number <= len(_names())
    yield from (_skill(name, index) for index, name in enumerate(_names()[:number]))


def write_skills(folder: Path, number: int) -> None:
    """Write this many skills as folders below `folder`; those that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for skill in generated(number):
        if not (place := folder / skill.name).exists():
            place.mkdir()
            (place / "SKILL.md").write_text(render_skill(skill))


def queries(number: int) -> list[str]:
    """Return prompts as people write them: most are for one of the skills, some for none."""
    chance = random.Random(SEED)
    return [_prompt(chance, *chance.choice(_names())) for _ in range(number)]


@cache
def _names() -> list[tuple[str, str, str]]:
    """All there can be, 30,000, in an order of their own."""
    names = list(product(VERBS, OBJECTS, AREAS))
    random.Random(SEED).shuffle(names)
    return names


@cache
def _words() -> tuple[list[str], list[float]]:
    """What bodies speak of, the most frequent first: the second word is half as frequent as the first, and so on."""
    chance = random.Random(SEED)
    made = {"".join(chance.choices(("ra", "ko", "li", "ste", "mun", "dor", "pe", "vi"), k=3)) for _ in range(400)}
    words = [*OBJECTS, *AREAS, *sorted(made), *(f"{one}_{other}" for one, other in product(OBJECTS, AREAS))]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


def _skill(name: tuple[str, str, str], number: int) -> Skill:
    chance = random.Random(f"{SEED} {number}")
    verb, thing, area = name
    language, extension, check, diagnostic = chance.choice(KINDS)
    folder = f"{chance.choice(FOLDERS)}/{area}"
    other, beside = _pick(chance, 2)
    traits = Traits(
        languages=(language,),
        globs=(f"{folder}/*.{extension}", f"tests/{area}/*_{thing}.{extension}")[: chance.choice((1, 2))],
        commands=(check.format(area=area),),
        diagnostics=(diagnostic,) if chance.random() < 0.3 else (),
        symbols=(chance.choice(SYMBOLS),),
        triggers=(f"{verb} {thing}",) if chance.random() < 0.5 else (),
    )
    description = (
        f"{verb.capitalize()} a {thing} in the {area} part, with its {other} and a test. "
        f"Use when a {thing} of {area} is to be changed, or the {beside} asks for it."
    )
    body = _body(chance, folder, extension, traits.commands[0])
    return Skill(f"{verb}-{thing}-in-{area}", description, body, traits=traits)


def _body(chance: random.Random, folder: str, extension: str, check: str) -> str:
    lines = []
    for _ in range(SENTENCES):
        a, b, name, file = _pick(chance, 4)
        path = f"{folder}/{file}.{extension}"
        lines.append(chance.choice(PATTERNS).format(a=a, b=b, name=name, path=path))
    steps = "\n".join(f"{place}. {line}" for place, line in enumerate(lines[6:-6], 1))
    sections = {
        "When to use": " ".join(lines[:6]),
        "Steps": steps,
        "Pitfalls": "\n".join(f"- {line}" for line in lines[-6:]),
        "How to check": f"`{check}` passes.",
    }
    return "\n\n".join(f"## {title}\n\n{text}" for title, text in sections.items())


def _pick(chance: random.Random, number: int) -> list[str]:
    words, weights = _words()
    return chance.choices(words, cum_weights=weights, k=number)


def _prompt(chance: random.Random, verb: str, thing: str, area: str) -> str:
    a, b, c = _pick(chance, 3)
    return chance.choice(
        (
            f"{verb} the {thing} for {area}",
            f"we need to {verb} a {thing} in {area}/{thing}.py, the {a} is wrong",
            f"please {verb} {thing}s of {area} so that the {a} and the {b} agree, then run the tests again",
            f"why does `{a}_{b}` return nothing when {c} is empty?",
            f"{thing} in {area} breaks with a {a}",
            f"{area}: {verb}ing the {thing} takes too long, see {a}.{b}()",
            "what is the weather like on the moon",
        )
    )
