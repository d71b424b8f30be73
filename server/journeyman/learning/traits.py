"""Say what a task was about from what it touched, without asking a model."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from ..memory.episode_rows import EpisodeCall
from ..skills.skill import Traits
from .checks import is_check
from .command_lines import read_commands
from .work import changed_files

MAX_GLOBS = 8
MAX_COMMANDS = 5
MAX_DIAGNOSTICS = 10
MAX_COMMAND_LENGTH = 200
MAX_STARS = 6
"""In a glob that is matched: a skill of others may hold one that takes for ever."""

LANGUAGES = {
    ".bash": "shellscript", ".bat": "bat", ".c": "c", ".cc": "cpp", ".clj": "clojure", ".cpp": "cpp", ".cs": "csharp",
    ".css": "css", ".cxx": "cpp", ".dart": "dart", ".erl": "erlang", ".ex": "elixir", ".exs": "elixir",
    ".fs": "fsharp", ".go": "go", ".groovy": "groovy", ".h": "c", ".hpp": "cpp", ".hs": "haskell", ".htm": "html",
    ".html": "html", ".java": "java", ".jl": "julia", ".js": "javascript", ".json": "json", ".jsonc": "jsonc",
    ".jsx": "javascriptreact", ".cjs": "javascript", ".mjs": "javascript", ".kt": "kotlin", ".kts": "kotlin",
    ".less": "less", ".lua": "lua", ".m": "objective-c", ".md": "markdown", ".ml": "ocaml", ".php": "php",
    ".pl": "perl", ".ps1": "powershell", ".py": "python", ".pyi": "python", ".r": "r", ".rb": "ruby", ".rs": "rust",
    ".sass": "sass", ".scala": "scala", ".scss": "scss", ".sh": "shellscript", ".sql": "sql", ".svelte": "svelte",
    ".swift": "swift", ".tex": "latex", ".tf": "terraform", ".toml": "toml", ".ts": "typescript", ".cts": "typescript",
    ".mts": "typescript", ".tsx": "typescriptreact", ".vue": "vue", ".xml": "xml", ".yaml": "yaml", ".yml": "yaml",
    ".zig": "zig", ".zsh": "shellscript",
}  # fmt: skip
"""By extension: identifiers of LSP 3.18 (TextDocumentItem), and those that editors use beside them."""
LANGUAGES_OF_NAMES = {"Dockerfile": "dockerfile", "Makefile": "makefile"}

CONVENTIONAL = re.compile(
    r"(?:index|main|mod|lib|app|__init__|__main__|conftest|setup|urls|settings|schema)\.\w+|README.*|CHANGELOG.*"
)
"""Names that mean the same in every folder, so they stay as they are."""
AFFIXES = re.compile(r"(?P<front>(?:test|spec)[_-])?.+?(?P<back>[_.-](?:test|tests|spec|stories|module|d|config|e2e))?")
"""What a name has around the part that changes, as in `test_*.py` and `*.spec.ts`."""


def traits_of(calls: Sequence[EpisodeCall], *, diagnostics: Sequence[str] = ()) -> Traits:
    """Return what the files and commands of a task have in common with others of its kind.

    `diagnostics` are the problems that were gone after it; they are not in the calls. Call it in a thread.
    """
    files = sorted(changed_files(calls))
    languages = Counter(language for file in files if (language := language_of(file)))
    return Traits(
        languages=tuple(sorted(languages, key=lambda language: (-languages[language], language))),
        globs=globs_of(files),
        commands=_checks(calls),
        diagnostics=tuple(diagnostics)[:MAX_DIAGNOSTICS],
    )


def merge_traits(one: Traits, other: Traits) -> Traits:
    """Return what is in either, the first one's before the other's."""

    def both(first: Iterable[str], second: Iterable[str], limit: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*first, *second]))[:limit]

    return Traits(
        languages=both(one.languages, other.languages, MAX_GLOBS),
        globs=both(one.globs, other.globs, 2 * MAX_GLOBS),
        commands=both(one.commands, other.commands, 2 * MAX_COMMANDS),
        diagnostics=both(one.diagnostics, other.diagnostics, 2 * MAX_DIAGNOSTICS),
        symbols=both(one.symbols, other.symbols, MAX_GLOBS),
        triggers=both(one.triggers, other.triggers, 2 * MAX_GLOBS),
    )


def language_of(file: str) -> str:
    """Return the language identifier of a file; "" if its name does not tell."""
    path = PurePosixPath(file)
    return LANGUAGES_OF_NAMES.get(path.name, LANGUAGES.get(path.suffix.lower(), ""))


def globs_of(files: Iterable[str]) -> tuple[str, ...]:
    """Return globs that fit `files`, at most `MAX_GLOBS`: the wider, the more files there are."""
    names = list(files)
    widths = [Counter(map(widen, names)) for widen in (_in_folder, _below_top, _anywhere)]
    counts = next((counts for counts in widths if len(counts) <= MAX_GLOBS), widths[-1])
    return tuple(sorted(sorted(counts, key=lambda glob: (-counts[glob], glob))[:MAX_GLOBS]))


def fits(file: str, glob: str) -> bool:
    """Whether a path fits a glob; `**/` stands for any folders, also for none."""
    if glob.count("*") > MAX_STARS:
        return False
    meanings = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pattern = "".join(meanings.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob))
    return re.fullmatch(pattern, file, re.DOTALL) is not None


def _in_folder(file: str) -> str:
    """`src/routes/users.py` becomes `src/routes/*.py`; a file at the top keeps its name."""
    path = PurePosixPath(file)
    if not path.suffix or CONVENTIONAL.fullmatch(path.name) or len(path.parts) == 1:
        return file
    affixes = AFFIXES.fullmatch(path.stem)
    front, back = (affixes["front"] or "", affixes["back"] or "") if affixes else ("", "")
    return (path.parent / f"{front}*{back}{path.suffix}").as_posix()


def _below_top(file: str) -> str:
    path = PurePosixPath(_in_folder(file))
    return f"{path.parts[0]}/**/{path.name}" if len(path.parts) > 2 else path.as_posix()


def _anywhere(file: str) -> str:
    suffix = PurePosixPath(file).suffix
    return f"**/*{suffix}" if suffix else f"**/{PurePosixPath(file).name}"


def _checks(calls: Sequence[EpisodeCall]) -> tuple[str, ...]:
    """Return the checks that passed, the last first, without folders of this machine and values set for one run."""
    found: dict[str, None] = {}
    for call in reversed(calls):
        line = str(call.arguments.get("command", ""))
        if call.exit_code != 0 or not is_check(line):
            continue
        for command in read_commands(line):
            # A path of this machine or a variable that held one is of no use elsewhere.
            is_general = not re.search(r"(?:^|[\s='\":])(?:/|~|\\|[A-Za-z]:[\\/]|\$)", command.text)
            if is_general and len(command.text) <= MAX_COMMAND_LENGTH and is_check(command.text):
                found[command.text] = None
    return tuple(found)[:MAX_COMMANDS]
