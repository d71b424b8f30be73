"""Find what turns an agent against its user in languages other than English.

The rules are the same in every language: a sentence that says "ignore", "previous" and "instructions" in any order
breaks one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Literal

from .languages import LANGUAGES, Language
from .phrases import CONCEAL, CONSENT, OVERRIDE, SEND, SETTINGS, Kind

WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
"""Scripts in which a word may begin anywhere, or has its grammar attached."""
LETTER = r"[\w\u0300-\u036f\u0610-\u065f\u0900-\u0dff]"
"""With the vowel signs of Indic and Arabic scripts, which `\\w` leaves out."""
LETTERS = re.compile(f"{LETTER}+")
SENTENCE = re.compile(r"(?:[^.!?。！？।؟;\n]|[.!?](?=[a-z0-9]))+")
CLAUSE = re.compile(r"(?:[^.!?。！？।؟;,،，、:\n]|[.!?,:](?=[a-z0-9]))+")
TARGET = re.compile(
    r"https?:|ftp:|@|\b[\w-]+\.(?:com|net|org|io|dev|app|test|example|ru|cn|site|xyz)\b|server|сервер|服务器|サーバ|서버"
)
SETTINGS_FILES = re.compile(
    r"agents\.md|claude\.md|journeyman\.toml|\.cursorrules|\.claude/settings|copilot-instructions"
)
PRIVATE = re.compile(r"\.env\b|\.ssh|\.aws|\bapi\b|token|password|secret|credential|id_rsa|id_ed25519")

Place = Literal["start", "whole", "anywhere"]
"""Of a stem: where a word begins, as a whole word, or within any text."""


def foreign_phrases(lowered: str) -> Iterator[tuple[Kind, str, int, int]]:
    """Yield (kind, reason, start, end) of what turns the agent against its user in another language than English."""
    words = sorted(set(LETTERS.findall(lowered)))
    is_sending, is_setting = bool(TARGET.search(lowered)), bool(SETTINGS_FILES.search(lowered))
    for language in LANGUAGES:
        if (
            all(_may_say(language, idea, words, lowered) for idea in ("orders", "ignore", "before"))
            or (is_sending and _may_say(language, "send", words, lowered))
            or (is_setting and _may_say(language, "write", words, lowered))
        ):
            for match in SENTENCE.finditer(lowered):
                yield from _found(match, language, _against_orders(match[0], language))
        if _may_say(language, "user", words, lowered) or all(
            _may_say(language, idea, words, lowered) for idea in ("without", "consent")
        ):
            for match in CLAUSE.finditer(lowered):
                following = re.split(r"[.!?。\n]", lowered[match.end() : match.end() + 60])[0]
                yield from _found(match, language, _against_user(match[0], following, language))


def _may_say(language: Language, idea: str, words: list[str], lowered: str) -> bool:
    """Whether one of the sorted `words` begins as a word of `idea` does: false for nearly all languages but one."""
    for stem, place in _stems(language, idea):
        if place == "anywhere":
            if stem in lowered:
                return True
        elif (at := bisect_left(words, stem)) < len(words) and (
            words[at] == stem if place == "whole" else words[at].startswith(stem)
        ):
            return True
    return False


def _found(
    match: re.Match[str], language: Language, ideas: tuple[Kind, str, tuple[str, ...]] | None
) -> Iterator[tuple[Kind, str, int, int]]:
    """Yield the part of the sentence from the first of the telling words to the last."""
    if ideas:
        spans = [found.span() for idea in ideas[2] if (found := _pattern(language, idea).search(match[0]))]
        start = match.start()
        yield ideas[0], ideas[1], start + min(span[0] for span in spans), start + max(span[1] for span in spans)


def _against_orders(sentence: str, language: Language) -> tuple[Kind, str, tuple[str, ...]] | None:
    if _says(sentence, language, "ignore", "orders", "before") and not _is_denied(sentence, language):
        return "injection", OVERRIDE, ("ignore", "orders", "before")
    is_private = PRIVATE.search(sentence) or _says(sentence, language, "private")
    if is_private and TARGET.search(sentence) and _says(sentence, language, "send"):
        return "exfiltration", SEND, ("send", "private")
    if SETTINGS_FILES.search(sentence) and _says(sentence, language, "write"):
        return "injection", SETTINGS, ("write",)
    return None


def _against_user(clause: str, following: str, language: Language) -> tuple[Kind, str, tuple[str, ...]] | None:
    """Tell what a clause does to the user. "Nothing without asking" is honest: two denials are none."""
    negation, lack = _pattern(language, "negation").search(clause), _pattern(language, "without").search(clause)
    starts = bool(lack and not clause[: lack.start()].strip(" -*\"'"))
    if negation and lack and (negation.start() < lack.start() or starts or language.verb_last):
        return None
    if _says(clause, language, "user"):
        for idea, needs, reason in (
            ("silent", True, CONCEAL),
            ("hide", True, CONCEAL),
            ("tell", negation, CONCEAL),
            ("unasked", not negation, CONSENT),
            ("ask", negation, CONSENT),
        ):
            at = negation.end() if needs is negation and negation and language.negation_first else 0
            if needs and _says(clause[at:], language, idea):
                return "injection", reason, ("user", idea)
    if lack and _says(clause, language, "consent"):
        is_honest = starts and bool(_pattern(language, "negation").search(following))
        return None if is_honest else ("injection", CONSENT, ("without", "consent"))
    if negation and _says(clause, language, "ask", "consent") and not _overlap(clause, language):
        return "injection", CONSENT, ("ask", "consent")
    return None


def _is_denied(sentence: str, language: Language) -> bool:
    """Whether it says *not* to ignore the instructions."""
    ignore, negation = _pattern(language, "ignore").search(sentence), _pattern(language, "negation").pattern
    return bool(ignore and re.search(rf"(?:{negation})\s*$", sentence[: ignore.start()]))


def _overlap(clause: str, language: Language) -> bool:
    """Whether the same word was taken for asking and for consent."""
    ask, consent = _pattern(language, "ask").search(clause), _pattern(language, "consent").search(clause)
    return bool(ask and consent and ask.start() == consent.start())


def _says(text: str, language: Language, *ideas: str) -> bool:
    return all(_pattern(language, idea).search(text) for idea in ideas)


@cache
def _stems(language: Language, idea: str) -> tuple[tuple[str, Place], ...]:
    return tuple((word.rstrip(".").replace("_", " "), _place(word)) for word in getattr(language, idea).split())


def _place(word: str) -> Place:
    if WITHOUT_BLANKS.search(word) or not LETTERS.fullmatch(word.rstrip(".")) or "_" in word:
        return "anywhere"
    return "whole" if word.endswith(".") else "start"


@cache
def _pattern(language: Language, idea: str) -> re.Pattern[str]:
    words = getattr(language, idea).split()
    found = (
        re.escape(stem)
        if WITHOUT_BLANKS.search(stem)
        else rf"(?<!{LETTER}){re.escape(stem)}" + rf"(?!{LETTER})" * word.endswith(".")
        for word, (stem, _) in zip(words, _stems(language, idea), strict=True)
    )
    return re.compile("|".join(found) or "(?!)")
