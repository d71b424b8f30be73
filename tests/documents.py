"""Read the project's Markdown documents, as far as tests compare them with the code."""

import argparse
import json
import re
import shlex
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "demo").rglob("*.md")])

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [body for tag, body in FENCED.findall(text) if tag == language]


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return FENCED.sub("", text)


def sections(text: str, level: int) -> dict[str, str]:
    """The text below each heading of `level`, up to the next heading of that level or above."""
    parts = re.split(rf"^(#{{1,{level}}}) (.+)$", text, flags=re.MULTILINE)
    return {parts[i + 1]: parts[i + 2] for i in range(1, len(parts), 3) if len(parts[i]) == level}


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of the tables in `text`, without their headings."""
    lines = [line.strip().strip("|") for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    rules = [index for index, row in enumerate(cells) if all(re.fullmatch(":?-+:?", cell) for cell in row)]
    return [row for index, row in enumerate(cells) if index not in rules and index + 1 not in rules]


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of each table in `text`, by the first word of its heading."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return {table.strip("| ").partition(" ")[0]: rows(table) for table in found}


def examples(text: str) -> list[Any]:
    """The values in the JSON blocks; a block holds one value, or one on each line."""
    return [value for block in blocks(text, "json") for value in _values(block)]


def _values(block: str) -> list[Any]:
    try:
        return [json.loads(block)]
    except ValueError:
        return [json.loads(line) for line in block.splitlines()]


def fields(value: Any, whole: Collection[str] = (), path: str = "") -> Iterator[str]:
    """The names of all fields in a JSON value: `error.kind`, `locations[].path`; those in `whole` stay whole."""
    if isinstance(value, dict) and value and path not in whole:
        for key, item in value.items():
            yield from fields(item, whole, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list) and path not in whole:
        for item in value:
            yield from fields(item, whole, f"{path}[]")
    else:
        yield path


def anchors(text: str) -> set[str]:
    """What links to headings are called, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    return re.findall(r"\[[^\]]+\]\(([^)\s]+)\)", prose(text))


def commands(text: str) -> Iterator[list[str]]:
    """The simple commands that follow a `$` in console blocks, without what sets variables or redirects."""
    for block in blocks(text, "console"):
        for line in re.findall(r"^\$ (.+)$", block, re.MULTILINE):
            words: list[str] = []
            for token in [*_tokens(line), ";"]:
                if token[0] in "|;&()":
                    yield from [words] if words else []
                    words = []
                elif words or not re.match(r"\w+=", token):
                    words.append(token)


def _tokens(line: str) -> Iterator[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&()<>")
    lexer.whitespace_split = True
    tokens = iter(lexer)
    for token in tokens:
        if token[0] in "<>":
            next(tokens)
        else:
            yield token


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and those of its actions, `sessions` before `sessions list`."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from parsers(child)


def signatures(parser: argparse.ArgumentParser) -> list[str]:
    """Its arguments and options as documents write them: `PROMPT`, `--mode ask|plan|act`, `--json`."""
    return [
        _signature(action)
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
    ]


def _signature(action: argparse.Action) -> str:
    value = "|".join(action.choices) if action.choices else str(action.metavar or "")
    if action.nargs == "+":
        value += "…"
    return " ".join(filter(None, [*action.option_strings, "" if action.nargs == 0 else value]))
