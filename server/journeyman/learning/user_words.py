"""What the user's next prompt says about the turn before: it went well, it did not, or on to something else."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise, takewhile
from typing import Literal

from ..memory.episode_rows import Evidence
from ..skills.words import words
from .phrases import VERDICTS, Verdict
from .phrases_between import BETWEEN, Between

PRAISED, THANKED, MOVED_ON, ASKED_AGAIN, MIXED, TURNED_DOWN = 0.95, 0.85, 0.6, 0.25, 0.15, 0.05
"""How sure the words are: "works now", "thanks", another topic, the same prompt again, "thanks, but", "undo that"."""
MAX_LENGTH = 400
"""In characters: what a user says about the last turn stands at the beginning; behind it, the next task begins."""
MAX_COMPARED = 4_000
"""Characters of a prompt that is compared with the one before it; what follows is mostly pasted."""
MAX_CLAUSES = 6
MAX_OTHER_WORDS = 2
"""Beside a word such as "perfect" that says something by itself only where it is nearly all of its clause."""
WORDS_OF_A_TASK = 2
"""A prompt with fewer telling words is an answer rather than a task: "yes", "the second one"."""
SHARE_ASKED_AGAIN = 0.6
"""Of the longer prompt's words in the shorter one, if that holds no others. One changed word makes another task
of it: a route for orders is not the route for users."""

LONGEST_PHRASE = 12
"""In words, or in characters of a script without spaces."""
NEGATIONS_BEHIND = frozenset("nicht niet inte nie".split())
"""Those that stand behind what they turn round, as in "das stimmt nicht"."""

QUOTED = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|^[ \t]*>[^\n]*$|\"[^\"\n]{20,}\"", re.DOTALL | re.MULTILINE)
"""Code, logs and quotes are not the user's own words."""
CLAUSES = re.compile(r"[.!?;:,\n\u2026\u2014\u3002\uff01\uff1f\uff0c\uff1b\u3001\u060c\u061f\u0964()]+|\s-+\s")
ACCENTS = re.compile("[\u0300-\u036f\ufe0f]")
OTHER_LETTERS = str.maketrans("ıłøđ", "ilod", "'’‘`´")
UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
SYMBOLS = "\u2600-\u27bf\U0001f300-\U0001faff"
TOKENS = re.compile(rf"[{UNSPACED}{SYMBOLS}]|[^\s!-/:-@\[-^`{{-~«»“”„¡¿{UNSPACED}{SYMBOLS}]+")
"""A word, or one character of a script without spaces. `\\w` would cut words of Hindi at their vowel signs."""

Sign = Verdict | Between | Literal[""]
Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase in a clause, and what it is a sign of."""

    sign: Sign
    text: str


def words_evidence(next_prompt: str, previous_prompt: str, now: datetime) -> Evidence | None:
    """Return what `next_prompt` says about the turn that `previous_prompt` started; None if it says nothing."""
    opening = _normal(QUOTED.sub(" ", next_prompt[: 4 * MAX_LENGTH]))[:MAX_LENGTH]
    said = list(_verdicts(opening))
    good = [one for one in said if one.sign.startswith("good")]
    bad = [one for one in said if one.sign.startswith("bad")]
    if bad:
        return Evidence("words", MIXED if good else TURNED_DOWN, f"the user said “{bad[0].text}”", now)
    if good:
        best = min(good, key=lambda one: one.sign)
        return Evidence("words", PRAISED if best.sign == "good" else THANKED, f"the user said “{best.text}”", now)
    # Nothing but words such as "yes" and "go on" answers the agent, and is no task.
    is_answer = all(one.sign in {"answer", "filler", "fine", "not"} for clause in _clauses(opening) for one in clause)
    if is_answer or next_prompt.lstrip().startswith("/"):
        return None
    new, old = _telling(next_prompt), _telling(previous_prompt)
    if _asks_again(new, old):
        return Evidence("words", ASKED_AGAIN, "the user asked for the same again", now)
    if len(new) < WORDS_OF_A_TASK or _may_complain(opening):
        return None
    return Evidence("words", MOVED_ON, "the user moved on to something else", now)


def _verdicts(opening: str) -> Iterator[Said]:
    """Yield what is said about the last turn. Thanks behind a task are for a task still to be done."""
    is_about_task = False
    for clause in _clauses(opening):
        if any(one.sign == "next" for one in clause):
            return
        others = _others(clause)
        for one in _judged(clause):
            few = 0 if one.sign == "bad alone" else MAX_OTHER_WORDS
            is_all = not one.sign.endswith("alone") or others <= few
            if one.sign == "bad" or (is_all and not is_about_task):
                yield one
        has_sign = any(one.sign in VERDICTS for one in clause)
        is_about_task = is_about_task or others > (MAX_OTHER_WORDS if has_sign else 0)


def _judged(clause: Sequence[Said]) -> Iterator[Said]:
    """Yield the signs, turned round by a word such as "not" before them; none behind "if", "that", "where"."""
    negation = ""
    for one, behind in pairwise((*clause, Said("", ""))):
        if one.sign == "sub":
            return
        if one.sign == "not":
            negation = one.text
        elif one.sign in {"good", "good alone"}:
            is_negated = negation or behind.text in NEGATIONS_BEHIND
            yield Said("bad", f"{negation or behind.text} {one.text}") if is_negated else one
            negation = ""
        elif one.sign in {"bad", "bad alone"}:
            if not negation:
                yield one
            negation = ""


def _may_complain(opening: str) -> bool:
    """Whether there is a word such as "error" that is not in what should be done."""
    before_task = (takewhile(lambda one: one.sign != "sub", clause) for clause in _clauses(opening))
    return any(one.sign == "doubt" for clause in before_task for one in clause)


def _clauses(opening: str) -> Iterator[list[Said]]:
    """Yield the phrases of each clause; "" is the sign of words that are in none."""
    parts = [part for part in CLAUSES.split(opening) if part.strip()]
    for part in parts[:MAX_CLAUSES]:
        clause: list[Said] = []
        for said in _read(part):
            if said.sign == "but":
                yield clause
                clause = []
            else:
                clause.append(said)
        yield clause


def _read(clause: str) -> Iterator[Said]:
    """Find the longest phrase at each place, so that "not wrong" is found before "wrong"."""
    found = list(TOKENS.finditer(clause))
    tokens = tuple(match[0] for match in found)
    place = 0
    while place < len(tokens):
        ends = range(min(len(tokens), place + LONGEST_PHRASE), place, -1)
        end = next((end for end in ends if tokens[place:end] in _signs()), place + 1)
        yield Said(_signs().get(tokens[place:end], ""), clause[found[place].start() : found[end - 1].end()])
        place = end


def _others(clause: Sequence[Said]) -> int:
    """Return how many words a clause has besides phrases; two characters are one where there are no spaces."""
    others = [one.text for one in clause if not one.sign]
    unspaced = sum(bool(re.match(f"[{UNSPACED}]", text)) for text in others)
    return len(others) - unspaced // 2


def _telling(prompt: str) -> frozenset[str]:
    """Return the words that say what a prompt is about, numbers included."""
    prompt = prompt[:MAX_COMPARED]
    return (frozenset(words(prompt)) | frozenset(re.findall(r"\d+", prompt))) - _fillers()


def _asks_again(new: frozenset[str], old: frozenset[str]) -> bool:
    shorter, longer = sorted((new, old), key=len)
    return bool(shorter) and shorter <= longer and len(shorter) >= SHARE_ASKED_AGAIN * len(longer)


def _normal(text: str) -> str:
    """Return `text` as it is compared: small letters, no accents on Latin ones, no apostrophes."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", plain).translate(OTHER_LETTERS)


@cache
def _signs() -> dict[Tokens, Sign]:
    found: dict[Tokens, Sign] = {}
    for sign, phrases in (*VERDICTS.items(), *BETWEEN.items()):
        for phrase in re.split(r"[|\n]", phrases):
            found.setdefault(tuple(TOKENS.findall(_normal(phrase))), sign)
    return found


@cache
def _fillers() -> frozenset[str]:
    return frozenset(words(" ".join(BETWEEN["filler"].split("|"))))
