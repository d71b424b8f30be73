"""Tell the example of a tool call from a call, by what stands before it."""

import re

LOOK_BACK = 300
"""How many characters before a call are read, so that an answer that streams need not be kept."""

_ANNOUNCES = re.compile(
    r"""
      \b e[xj]emp (?:el|l) | \b examples?\b | \b beispiel | \b esempi | \b sample\b   # Also ejemplo, exemple, exemplo.
    | \b e\.\ ?g\. | \b z\.\ ?B\. | \b for\ instance\b | \b such\ as\b | \b looks?\ like\b
    | (?<!so\ ) (?<!that\ ) \b you\ (?:can|could|may|might)\b   # The one who calls is not the user.
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INTENDS = re.compile(
    r"""
    \b (?: let\ me | let['’]s | i['’]ll | i(?:['’]m|\ am)\ going\ to | i\ (?:will|need\ to|must|have\ to) ) \ ++
    (?! (?:\w+\ )? (?:show|give|illustrate|demonstrate|explain|describe|write|provide|quote) \b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Who says so means to do it, be it to an example; unless it is told that it is one."""
_SENTENCE_END = re.compile(r"[.!?][*_]*\s+(?=[A-ZÄÖÜ])|[。！？]")
_LIST_AND_QUOTE_MARKS = " \t>+-*#|/.()0123456789"
_OPENING = "|=(“‘«„"
_QUOTES = "`'\""


def is_quoted(text: str, at: int) -> bool:
    """Whether the mark at `at` stands in a quotation, a list, a table, a diff or an assignment."""
    line = _before(text, at).rpartition("\n")[2]
    words = line.rstrip()
    return bool(words) and (line[-1] in _QUOTES or words[-1] in _OPENING or not line.strip(_LIST_AND_QUOTE_MARKS))


def is_announced(text: str, at: int) -> bool:
    """Whether the sentence that leads in what begins at `at` says that an example follows."""
    line = _before(text, at).rstrip().rpartition("\n")[2]
    sentence = _SENTENCE_END.split(line)[-1]
    return _ANNOUNCES.search(sentence) is not None and not _INTENDS.search(sentence)


def _before(text: str, at: int) -> str:
    return text[max(at - LOOK_BACK, 0) : at]
