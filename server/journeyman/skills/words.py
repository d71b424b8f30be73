"""Turn texts of every kind into the words that skills are found by: prose, code, paths, logs, any script."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from .stemming import stem

MAX_CHARS = 16_000
"""Of one text; beyond that it is a pasted log, and its end says what its beginning did not: both ends are read."""

LONGEST = 64
"""Characters of one word; what is longer is a hash or a blob, and nobody looks for it."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: words are not set apart by spaces."""

UNSPACED_OR_WORD = re.compile(f"([{UNSPACED}]+)|([^{UNSPACED}]+)")

NAMED = re.compile(r"c\+\+|\b[cf]#|(?<!\w)\.net\b", re.IGNORECASE)
NAMES = {"c++": "cpp", "c#": "csharp", "f#": "fsharp", ".net": "dotnet"}

IDENTIFIER = re.compile(r"[^\W_]+(?:[._-]+[^\W_]+)*")
"""Also dotted names and names of files: `app.include_router`, `pyproject.toml`, `docker-compose`."""

PART = re.compile(r"[^\W_]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Between the words of `createApp` and of `HTTPServer`."""

NOISE = re.compile(r"[0-9]+|[0-9a-f]{12,}|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-f]{7,}")
"""Numbers and hashes: no skill is about them."""

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any anyone are as at be because been before being both but by can cannot
    could did do does doing done don else every everything for from get gets getting give go goes going gonna got had
    has have having he hello help her here hey hi him his how i if im in into is isn it its just know let lets like
    look maybe me might mine more most much must my need needs no not now of off ok okay on once one only or other our
    out over own per please put really same she should show so some somehow someone something still such sure take tell
    than thank thanks that the their them then there these they thing things this those through to too two under until
    up us very via want wanted wants was way we well were what when where whether which while who whole whom whose why
    will with without wont would yes yet you your doesn didn aren couldn ive ill id re ve ll isnt doesnt dont cant
    der die das den dem des ein eine einen einem einer und oder aber ich du wir ihr sie es ist sind war mit von zu zum
    zur auf für aus fur bei nach nicht auch wie was wenn bitte mal mir mich uns kann kannst soll muss noch im
    am dass hier
    le la les un une des du de et ou mais je tu il nous vous ils est sont dans pour avec sur par pas que qui ce cette
    el los las una unos y o pero yo no es son en para con por del se su lo al como mi
    我们 你们 一个 一下 什么 怎么 如何 可以 这个 那个 请帮 帮我 需要 使用 或者 以及 进行 为什
    """.split()
)  # fmt: skip
"""Of English, German, French, Spanish and Chinese: they say nothing about the task."""


def words(text: str) -> list[str]:
    """Return the stems of all telling words of `text` in their order.

    Of `createApp`, `create_app` and `create-app` it returns `creat`, `app` and `createapp`. Texts in scripts
    without spaces give pairs of neighboring characters.
    """
    return [stem(word) for word in spelled(text) if word not in STOP_WORDS]


def spelled(text: str) -> Iterator[str]:
    """Yield the words of `text` in lower case, not stemmed, stop words included."""
    if len(text) > MAX_CHARS:
        text = f"{text[: MAX_CHARS // 2]} {text[-MAX_CHARS // 2 :]}"
    text = NAMED.sub(lambda match: f" {NAMES[match[0].lower()]} ", _plain(text))
    for identifier in IDENTIFIER.findall(text):
        parts = [part.lower() for run in PART.findall(identifier) for part in HUMP.split(run)]
        for part in parts:
            yield from _by_script(part)
        if 1 < len(parts) <= 4:
            yield from _by_script("".join(parts))


def _plain(text: str) -> str:
    """Return `text` without accents and vowel signs; full-width letters and ligatures become usual ones."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if unicodedata.category(char)[0] != "M"))


def _by_script(word: str) -> Iterator[str]:
    for unspaced, spaced in UNSPACED_OR_WORD.findall(word):
        if len(unspaced) > 1:
            yield from (first + second for first, second in pairwise(unspaced))
        elif unspaced:
            yield unspaced
        elif 1 < len(spaced) <= LONGEST and not NOISE.fullmatch(spaced):
            yield spaced
