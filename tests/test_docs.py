"""What the documents say is true of the code."""

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest

from documents import (
    DOCUMENTS,
    ROOT,
    anchors,
    blocks,
    commands,
    examples,
    links,
    name,
    parsers,
    prose,
    read,
    sections,
    signatures,
)
from journeyman.cli.main import COMMANDS, parse
from journeyman.settings.loading import HOME_VARIABLE, VARIABLES

CLI = read("docs/cli.md")
HOSTS = {
    *("127.0.0.1", "api.openai.com", "integrate.api.nvidia.com", "openrouter.ai"),
    *("agentclientprotocol.com", "agentskills.io", "microsoft.github.io"),
}
"""What documents may name: model services at their usual addresses, and what we implement."""
PATHS = ("/dev/", "/usr/bin/", "/v1", "/api/v1")

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=name)


def test_the_changelog_has_an_unreleased_section():
    assert "## Unreleased" in read("CHANGELOG.md")


@every_document
def test_links_lead_somewhere(path: Path):
    for link in links(path.read_text(encoding="utf-8")):
        file, _, anchor = link.partition("#")
        if "://" not in link:
            target = (path.parent / file).resolve() if file else path
            assert target.is_relative_to(ROOT), link
            assert target.exists(), link
            assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


@every_document
def test_paths_of_the_repository_exist(path: Path):
    quoted = re.findall(r"`((?:server|tests|docs|demo|bench|\.ci)/[\w./-]+)`", prose(path.read_text(encoding="utf-8")))

    assert [each for each in quoted if "NAME" not in each and not (ROOT / each).exists()] == []


@every_document
def test_no_document_names_somebodys_machine_or_an_unknown_host(path: Path):
    text = path.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([\w.-]+)", text) + re.findall(r"\b(?:[\w-]+\.)+(?:com|dev|io|net|org)\b", text)
    paths = re.findall(r"(?<![\w.~*>:/])/\w[\w.-]*/[\w./-]*", re.sub(r"https?://\S+", "", text))

    assert set(hosts) <= HOSTS
    assert [each for each in paths if not each.startswith(PATHS)] == []


@every_document
def test_variables_that_are_named_exist(path: Path):
    named = set(re.findall(r"\bJOURNEYMAN_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))

    assert named <= {*VARIABLES, HOME_VARIABLE}


@every_document
def test_commands_that_are_shown_are_understood(path: Path):
    text = path.read_text(encoding="utf-8")
    for program, *arguments in commands(text):
        if program == "journeyman":
            assert is_understood(arguments), f"journeyman {' '.join(arguments)}"

    targets = re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE)
    assert set(re.findall(r"(?:`|^\$ )make ([\w-]+)", text, re.MULTILINE)) <= set(targets)


def is_understood(arguments: list[str]) -> bool:
    try:
        parse(arguments)
    except SystemExit as end:
        return end.code == 0
    return True


def configured(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"journeyman {command}")
    import_module(f"journeyman.cli.{command}").configure(parser)
    return parser


def test_every_command_is_documented_with_its_arguments_and_options_and_no_others():
    known = {parser.prog: signatures(parser) for command in COMMANDS for parser in parsers(configured(command))}

    documented = {
        heading: re.findall(r"^- `([^`]+)` — ", text, re.MULTILINE)
        for heading, text in sections(CLI, 2).items()
        if heading.startswith("journeyman ")
    }

    assert documented == {prog: list(names) for prog, names in known.items()}
    options = {option for names in known.values() for option in re.findall("--[a-z-]+", " ".join(names))}
    assert set(re.findall(r"--[a-z][a-z-]+", CLI)) <= {*options, "--help", "--version"}


@every_document
def test_examples_of_json_are_json(path: Path):
    text = path.read_text(encoding="utf-8")

    assert len(examples(text)) >= len(blocks(text, "json"))
