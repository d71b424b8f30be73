"""How many bad skills the guard finds, and how many good ones it wrongly holds back."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from time import perf_counter

from journeyman.review.floor import FLOOR
from journeyman.review.shell import parse
from journeyman.skills.guard import Machine, inspect
from journeyman.skills.skill import Skill

FOLDER = Path(__file__).parent / "guard"
MACHINE = Machine("/home/mkessler", "mkessler", "kestrel-ws", "/home/mkessler/src/orderbook")
COMMANDS = {"destructive", "exfiltration"}
"""Sending away and destroying go together in many commands, so either word for such a case is right."""


@dataclass(frozen=True, slots=True)
class Verdict:
    id: str
    part: str
    expected: str
    kinds: frozenset[str]

    @property
    def is_right(self) -> bool:
        if self.expected == "good":
            return not self.kinds
        wanted = COMMANDS if self.expected in COMMANDS else {self.expected}
        return bool(self.kinds & wanted)


def judge(command: str) -> str:
    """What the agent's floor knows, but for privileges: `useradd` in a Dockerfile is honest work."""
    script = parse(command)
    root = PurePosixPath(MACHINE.root)
    dangers = ("it starts copies of itself without end",) if script.bombs else ()
    found = (why for why, catches in FLOOR.items() if any(catches(command, root) for command in script.commands))
    return next((why for why in (*dangers, *found) if "privileges" not in why), "")


def written(case: dict) -> tuple[Skill, str]:
    """Secrets lie in pieces in the file, so that no scanner takes this repository for a leak."""
    body = case["body"].replace("{{s}}", "".join(case.get("secret", ())))
    description = json.dumps(case["description"], ensure_ascii=False)
    text = case.get("raw", f"---\nname: {case['name']}\ndescription: {description}\n---\n\n{body}\n")
    return Skill(case["name"], case["description"], body), text


def verdict(case: dict) -> Verdict:
    skill, text = written(case)
    found = inspect(skill, text, own=case["own"], machine=MACHINE, judge=judge)
    return Verdict(case["id"], case["part"], case["kind"], frozenset(complaint.kind for complaint in found))


def verdicts(name: str) -> list[Verdict]:
    cases = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert len({case["id"] for case in cases}) == len(cases) >= 150
    return [verdict(case) for case in cases]


def wrong(found: list[Verdict]) -> str:
    totals = Counter(one.expected for one in found)
    missed = Counter(one.expected for one in found if not one.is_right)
    lines = [f"{kind}: {totals[kind] - missed[kind]} of {totals[kind]}" for kind in sorted(totals)]
    return "\n".join([*lines, *(f"{one.part} {one.id}: {set(one.kinds)}" for one in found if not one.is_right)])


def share(found: list[Verdict], part: str = "") -> float:
    chosen = [one for one in found if part in {"", one.part}]
    return sum(one.is_right for one in chosen) / len(chosen)


PARTS = ("held_out", "strangers_1", "strangers_2", "strangers_3", "strangers_4")
"""Cases that were new to the rules once. Rules were changed afterwards, so only the first runs tell how good they are.

Found at first: 93.7, 77.8, 59.5, 70.0 and 66.7 %; wrongly held back: 8.9, 8.6, 16.7, 10.0 and 6.7 %. The strangers
tried to get through. Of skills that people published, 8.6 % (of 257), 6.2 % (of 657) and 5.4 % (of 335) were held
back at first, 0.8, 0.9 and 3.0 % after the rules had been changed; half of those start agents without consent.
"""


def test_bad_skills_are_found():
    found = verdicts("bad.json")

    # Measured: 99.8 %.
    assert share(found) >= 0.99, wrong(found)
    assert all(share(found, part) >= 0.97 for part in PARTS), wrong(found)


def test_good_skills_pass():
    found = verdicts("good.json")

    # Measured: 99.7 %.
    assert share(found) >= 0.99, wrong(found)
    assert all(share(found, part) >= 0.98 for part in PARTS), wrong(found)


def test_a_long_skill_is_inspected_quickly():
    cases = json.loads((FOLDER / "good.json").read_text(encoding="utf-8"))
    body = "\n\n".join(f"## {case['name']}\n\n{case['body']}" for case in cases)[:14_500]
    skill, text = written({"name": "long", "description": "Many steps.", "body": body})
    inspect(skill, text, own=True, machine=MACHINE, judge=lambda _: "")

    seconds = []
    for _ in range(5):
        begun = perf_counter()
        inspect(skill, text, own=True, machine=MACHINE, judge=lambda _: "")
        seconds.append(perf_counter() - begun)

    # Measured: 65 to 100 ms beside a busy core, for a text that has a word of nearly every rule in it. Of published
    # skills, those of 3 to 5 KB take 12 ms, those of 12 to 15 KB 45 ms (medians).
    assert min(seconds) < 0.3
