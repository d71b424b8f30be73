"""Say in our words what the editor answers: real paths, lines counted from 1."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from lsprotocol import types as lsp

from ..tools.editor import Location, Problem, Severity, Symbol
from .documents import to_path

SEVERITIES: Mapping[lsp.DiagnosticSeverity | None, Severity] = {
    # A diagnostic without a severity is for the client to interpret; editors show it as an error.
    None: "error",
    lsp.DiagnosticSeverity.Error: "error",
    lsp.DiagnosticSeverity.Warning: "warning",
    lsp.DiagnosticSeverity.Information: "information",
    lsp.DiagnosticSeverity.Hint: "hint",
}


def to_paths(root: Path, uris: Iterable[str]) -> dict[str, PurePosixPath]:
    """Return the real paths of files: relative to `root` below it, else absolute. URIs of no files are left out."""
    paths = {}
    for uri in set(uris):
        if path := to_path(uri):
            paths[uri] = PurePosixPath((path.relative_to(root) if path.is_relative_to(root) else path).as_posix())
    return paths


def to_locations(root: Path, answers: Sequence[lsp.Location]) -> list[Location]:
    """Return the lines that the ranges begin on."""
    paths = to_paths(root, (one.uri for one in answers))
    return [Location(paths[one.uri], one.range.start.line + 1) for one in answers if one.uri in paths]


def to_symbols(root: Path, answers: Sequence[lsp.WorkspaceSymbol]) -> list[Symbol]:
    """Return the symbols whose line is known."""
    # Many servers send a location without a range until the symbol is resolved.
    placed = [(one, one.location) for one in answers if isinstance(one.location, lsp.Location)]
    paths = to_paths(root, (location.uri for _, location in placed))
    return [
        Symbol(
            one.name,
            re.sub(r"(?<=[a-z])(?=[A-Z])", " ", one.kind.name).lower(),
            Location(paths[location.uri], location.range.start.line + 1),
            one.container_name or "",
        )
        for one, location in placed
        if location.uri in paths
    ]


def to_problems(root: Path, answers: Sequence[lsp.PublishDiagnosticsParams]) -> list[Problem]:
    """Return the diagnostics of all files."""
    paths = to_paths(root, (one.uri for one in answers))
    return [
        Problem(
            Location(paths[one.uri], diagnostic.range.start.line + 1),
            SEVERITIES[diagnostic.severity],
            diagnostic.message,
            diagnostic.source or "",
            "" if diagnostic.code is None else str(diagnostic.code),
        )
        for one in answers
        if one.uri in paths
        for diagnostic in one.diagnostics
    ]
