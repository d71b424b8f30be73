"""Find out which tool, or which argument, a model means by a name that is nearly right."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from .interfaces import ToolSpec

Tools = Mapping[str, ToolSpec]
"""The tools that the model was given, by name."""

MAX_NAME_LENGTH = 64
"""No service allows longer names of tools; comparing longer ones takes long."""

CLOSE = 0.85
"""How alike two names are that differ by a slip: read_files and read_file."""


def find_tool(name: str, tools: Tools) -> ToolSpec | None:
    """Return the tool that `name` means beyond doubt, or None.

    Spelling (`readFile`), a prefix (`functions.read_file`), a name that other agents use for the same
    tool (`bash`), and a slip (`read_files`) are forgiven.
    """
    without_prefix = re.split(r"[.:/]", name)[-1]
    meant = (
        _meant(name, tools, _TOOL_ALIASES)
        or _meant(without_prefix, tools, _TOOL_ALIASES)
        or _only(close_names(name, tools, at_least=CLOSE))
    )
    return tools[meant] if meant else None


def find_argument(name: str, properties: Mapping[str, Any]) -> str | None:
    """Return which of `properties` is meant by `name` beyond doubt, or None."""
    return _meant(name, properties, _ARGUMENT_ALIASES)


def close_names(name: str, known_names: Iterable[str], *, at_least: float) -> list[str]:
    """Return the known names that look like `name`, best first. `at_least`: how alike, 0 to 1, as in `difflib`."""
    plain = {known: _plain(known) for known in known_names}
    matches = get_close_matches(_plain(name[:MAX_NAME_LENGTH]), set(plain.values()), cutoff=at_least)
    return [known for match in matches for known in plain if plain[known] == match]


def _meant(name: str, known_names: Mapping[str, Any], aliases: Mapping[str, frozenset[str]]) -> str | None:
    if name in known_names:
        return name
    plain = _plain(name)
    return _only(known for known in known_names if _plain(known) == plain) or _only(
        known for known in known_names if plain in aliases.get(known, ())
    )


def _only(names: Iterable[str]) -> str | None:
    found = list(names)
    return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    """`Read-File`, `readFile` and `read_file_tool` are the same name."""
    plain = re.sub(r"[\W_]+", "", name).lower()
    return plain.removesuffix("tool") or plain


def _aliases(table: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(map(_plain, aliases.split())) for name, aliases in table.items()}


_TOOL_ALIASES = _aliases(
    {
        "run_command": (
            "bash shell sh zsh powershell cmd command terminal console exec execute run run_shell "
            "execute_command run_terminal_cmd run_terminal_command run_in_terminal run_shell_command "
            "shell_command execute_bash execute_shell local_shell"
        ),
        "read_file": (
            "cat view read open open_file view_file show_file get_file file_read read_text_file "
            "get_file_content get_file_contents read_file_content read_file_contents"
        ),
        "search_text": (
            "grep rg ripgrep search grep_search search_code search_files search_in_files search_file_content "
            "find_text find_in_files text_search codebase_search"
        ),
        "list_files": "ls dir glob list list_dir list_directory list_folder read_directory find_files tree",
        "edit_file": (
            "edit str_replace replace apply_edit file_edit multi_edit search_replace search_and_replace "
            "replace_in_file replace_text modify_file update_file"
        ),
        "write_file": "write create create_file new_file save_file file_write write_to_file overwrite_file",
        "plan": "todo todo_write update_plan write_todos update_todos todo_list",
        "ask_user": "ask ask_human ask_question ask_user_question ask_followup_question",
        "delegate": "task subagent spawn_agent dispatch_agent",
    }
)
"""How other agents call what our tools do; models have seen those names."""

_ARGUMENT_ALIASES = _aliases(
    {
        "command": "cmd command_line shell_command bash_command script",
        "path": (
            "file file_path filename target_file absolute_path relative_path relative_workspace_path "
            "dir directory folder dir_path directory_path target_directory"
        ),
        "content": "contents text body step task title todo file_content file_contents file_text new_content",
        "pattern": "query regex regexp search search_term search_query keyword",
        "glob": "pattern file_pattern glob_pattern include",
        "old": "old_string old_str old_text search find original",
        "new": "new_string new_str new_text replace replacement replace_with updated",
        "edits": "changes replacements",
        "entries": "todos steps items tasks plan",
        "question": "query prompt text",
        "task": "prompt description instructions",
        "first_line": "start_line line_start from_line offset",
        "line_count": "limit max_lines num_lines lines",
    }
)
