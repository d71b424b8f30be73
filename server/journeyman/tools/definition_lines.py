"""Tell lines that define a name from lines that use it, by how they are written in most languages.

It reads one line at a time and knows no language, so it takes some lines for definitions that are none, and
misses some. It is for editors that cannot say.
"""

import re

MAX_LINE_CHARACTERS = 300
"""Longer lines are data, or code that a program wrote."""

_MODIFIER = (
    r"(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|unsafe|virtual|override"
    r"|open|sealed|data|inline|const|readonly|suspend|partial|local|global|companion|implicit|annotation|case(?=\s+(?:class|object))"
    r'|pub(?:\([^)]*\))?|extern(?:\s+"\w+")?|@\w+(?:\([^)]*\))?)'
)
_KEYWORD = (
    r"(?:def\w*|class|function\*?|fn|func|fun|sub|proc|procedure|struct|enum\s+class|enum|union|trait|interface"
    r"|protocol|type|typealias|typedef|record|object|namespace|package|module|mod|macro|macro_rules!|extension|actor"
    r"|impl(?:<[^>]*>)?|\#\s*define|message|service|create\s+(?:or\s+replace\s+)?(?:table|view|function))"
)
_VARIABLE = r"(?:const|let|var|val|static|local|readonly)(?:\s+mut)?"
_NAME = r"(?P<name>[\w$]+[?!]?)"
_RECEIVER = r"(?:\([^)]*\)\s*|(?:[\w$]+(?:\.|::|:))+)?"
"""What a method belongs to: `func (c *Cart) total`, `def self.total`, `function M.total`."""
_NO_STATEMENT = (
    r"(?!(?:return|if|else|elif|for|foreach|while|do|switch|match|case|when|with|catch|try|throw|raise|new|await|yield"
    r"|in|not|and|or|print|assert|using|lock|import|from|goto|unless|until|guard|defer|go|delete|echo|sizeof)\b)"
)

# `def total`, `class Cart`, `type Cart`; `int total(int a) {`, `total(a) {`; `int total(int a)` alone on its line.
_DEFINITION = re.compile(
    rf"""
      \s*\(?(?:{_MODIFIER}\s+)*{_KEYWORD}\s+{_RECEIVER}{_NAME}(?![\w$-])
    | \s*(?:{_MODIFIER}\s+)*
        (?:{_NO_STATEMENT}[\w$.,:<>\[\]*&?~]+\s+)*[*&~]*(?:\w+::)*{_NO_STATEMENT}(?P<before_brace>[\w$]+)
        \s*\((?!function\b)[^;={{}}]*\)[^;={{}}()]*\{{\s*$
    | {_NO_STATEMENT}[A-Za-z_][\w\s*&:<>,]*[\s*&](?:\w+::)*(?P<typed>\w+)\s*\([^;{{}}=]*\)?\s*$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VARIABLE_DEFINITION = re.compile(
    rf"(?:{_MODIFIER}\s+)*(?:{_VARIABLE}\s+)?{_NO_STATEMENT}(?P<name>[\w$]+)\s*(?::[^=]*)?(?::?=(?![=>])|::(?!=))"
    rf"|(?:{_MODIFIER}\s+)*{_VARIABLE}\s+(?P<declared>[\w$]+)"
)
"""Only at the beginning of a line: elsewhere it is a variable inside a function."""


def defined_name(line: str) -> str:
    """Return the name that `line` defines, or ""."""
    if len(line) > MAX_LINE_CHARACTERS:
        return ""
    match = _DEFINITION.match(line) or _VARIABLE_DEFINITION.match(line)
    return next(filter(None, match.groups()), "") if match else ""
