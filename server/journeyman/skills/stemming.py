"""Cut the endings off English words, so that `migrations` and `migrate` meet (Porter, 1980)."""

import re
from functools import lru_cache

SHORTEST = 3
"""Letters that a word needs to be stemmed at all."""

LONGEST = 40
"""Beyond that, it is a hash or a blob and no English word."""

ENGLISH = re.compile(r"[a-z]+")
CLUSTER = re.compile(r"[aeiouy]+[^aeiouy]+")
SHORT_END = re.compile(r"(?:^|.*[^aeiou])[aeiouy][^aeiouwxy]")

DERIVED = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "iser": "ize", "abli": "able",
    "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "isation": "ize", "ation": "ate",
    "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive",
    "biliti": "ble", "logi": "log",
}  # fmt: skip
"""Step 2 of the algorithm, with British spelling added."""

ADJECTIVES = {
    "icate": "ic",
    "ative": "",
    "alize": "al",
    "alise": "al",
    "iciti": "ic",
    "ical": "ic",
    "ful": "",
    "ness": "",
}
"""Step 3."""

LAST = tuple("ement ance ence able ible ment sion tion ant ent ism ate iti ous ive ize ise al er or ic ou".split())
"""Step 4, longest first."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; a word that is not written in a–z comes back as it is."""
    if not SHORTEST <= len(word) <= LONGEST or not ENGLISH.fullmatch(word):
        return word
    word = _without_person(_without_past(_without_plural(word)))
    if word.endswith("y") and len(word) > SHORTEST and re.search("[aeiou]", word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(_replaced(word, DERIVED), ADJECTIVES)
    return _without_final_e(_without_last(word))


def _measure(word: str) -> int:
    """Return how often a consonant follows a vowel: about the number of syllables."""
    return len(CLUSTER.findall(word))


def _without_plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        rest = word.removesuffix(ending)
        if rest != word and re.search("[aeiouy]", rest) and len(rest) > 1:
            return _mended(rest)
    return word


def _without_person(word: str) -> str:
    """Take `logger` to `log` and `deployment` to `deploy`, which Porter leaves alone, and which code is full of."""
    if word.endswith("yment"):
        return word.removesuffix("ment")
    if len(word) > 5 and word.endswith("er") and word[-3] == word[-4] and word[-3] in "bdgmnprt":
        return word[:-3]
    return word


def _mended(word: str) -> str:
    """Give back the `e` of `caching`, and take the second `p` from `mapping`."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if word[-1] == word[-2] and word[-1] not in "lsz" + "aeiou":
        return word[:-1]
    if _measure(word) == 1 and SHORT_END.fullmatch(word):
        return word + "e"
    return word


def _replaced(word: str, endings: dict[str, str]) -> str:
    for ending, other in endings.items():
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest + other if _measure(rest) else word
    return word


def _without_last(word: str) -> str:
    for ending in LAST:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if ending in ("sion", "tion"):
                rest = word[:-3]
            return rest if _measure(rest) > 1 else word
    return word


def _without_final_e(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not SHORT_END.fullmatch(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
