"""Decide by rules which tool calls may run. From strongest: floor, deny, ask, allow, the mode."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from ..agent.interfaces import Allowed, Refused, ToolSpec
from ..agent.messages import ToolCall
from .commands import Command, Script
from .floor import doubt, floor
from .patterns import Rule, fits_path, fits_text, parse_rule, rule_for_command, rule_for_path, written_out
from .places import place
from .secrets import is_secret, reaches_for_secrets, secrets_in_command
from .shell import MAX_LENGTH, parse

__all__ = ["Ask", "Mode", "Policy", "Rule", "Verdict", "parse_rule"]

Mode = Literal["ask", "plan", "act"]
"""`ask`: every write and command is asked for. `plan`: nothing but reading. `act`: work without asking."""

HARMLESS_COMMANDS = frozenset(": [ cd echo exit false pwd test true".split())
"""They change nothing, so a pattern for `npm test` also fits `cd web && npm test`."""

GIT_OPTIONS = re.compile(
    r"^git (?:(?:-[Cc]|--git-dir|--work-tree|--namespace|--config-env|--exec-path|--super-prefix) \S+ |-\S+ )+"
)
"""What may stand between `git` and its command: `git -C lib push` is a push too."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The user decides."""

    reason: str
    """For the user: why it is asked for."""
    rule_that_would_allow: str | None = None
    """A rule that is safe to keep and lets this call through; None if there is no such rule."""


Verdict = Allowed | Ask | Refused


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one session."""

    mode: Mode
    root: Path
    """The workspace folder, absolute."""
    allow: tuple[Rule, ...] = ()
    ask: tuple[Rule, ...] = ()
    deny: tuple[Rule, ...] = ()

    def verdict(self, call: ToolCall, spec: ToolSpec) -> Verdict:
        """Judge a tool call. Pure: neither the disk nor the clock has a say."""
        if spec.effect == "execute" and "command" in spec.parameters.get("properties", {}):
            command = str(call.arguments.get("command") or "")
            # Without a command it can only read or stop what was allowed before.
            return self._judge_command(spec, command) if command.strip() else Allowed()
        path = call.arguments.get("path")
        return self._judge_path(spec, self._located(path) if isinstance(path, str) else None)

    def _judge_path(self, spec: ToolSpec, path: PurePosixPath | None) -> Verdict:
        def fits(pattern: str) -> bool:
            return path is not None and fits_path(pattern, path)

        if held := self._held_back(spec, fits, self._why_forbidden(spec, path)):
            return held
        if spec.effect == "read" or _first(self.allow, spec.name, fits):
            return Allowed()
        if str(path).startswith(("/", "~")):
            return Ask(f"`{path}` is outside the workspace.")
        if self.mode == "act":
            return Allowed()
        return Ask(f"`{spec.name}` changes something.", rule_for_path(spec.name, path))

    def _judge_command(self, spec: ToolSpec, line: str) -> Verdict:
        if len(line) > MAX_LENGTH:
            return Refused(f"Nobody looks through a command of {len(line):,} characters. Write it to a file first.")
        script, line = parse(line), line.strip()
        if why := floor(script, self._root):
            return Refused(
                f"This command never runs here: {why}. No rule changes that. "
                "Find another way, or tell the user what to run."
            )
        texts = {line}.union(*map(_texts, script.commands))

        def fits(pattern: str) -> bool:
            return any(fits_text(pattern, text) for text in texts)

        secret = next(self._unnamed_secrets(spec.name, script), None)
        why_forbidden = _about_secret(secret, f"read_file({secret})") if secret else ""
        return self._held_back(spec, fits, why_forbidden) or self._judge_unheld(spec, line, script)

    def _held_back(self, spec: ToolSpec, fits: Callable[[str], bool], why_forbidden: str) -> Ask | Refused | None:
        """What no rule to allow changes; None if nothing stands against the call."""
        if rule := _first(self.deny, spec.name, fits):
            return Refused(f"The user's rule `{rule}` forbids this. Find another way, or tell the user what to do.")
        if why_forbidden:
            return Refused(why_forbidden)
        if self.mode == "plan" and spec.effect != "read":
            return Refused(
                f"{spec.name} is not available while planning: only reading is. "
                "Find out what you need, then answer with the plan; the user decides when it is carried out."
            )
        if rule := _first(self.ask, spec.name, fits):
            return Ask(f"The rule `{rule}` asks for it.")
        return None

    def _judge_unheld(self, spec: ToolSpec, line: str, script: Script) -> Verdict:
        watched = any(rule.pattern and rule.names(spec.name) for rule in (*self.ask, *self.deny))
        if script.unclear and watched:
            return Ask(f"Nobody can tell whether a rule forbids it: {script.unclear}.")
        # Rules for every command, and for this very line, need no look at its parts.
        if _first(self.allow, spec.name, lambda pattern: pattern == line and "*" not in line):
            return Allowed()
        if why := doubt(script, self._root):
            return Ask(f"Look at it first: {why}.")
        parts = [command for command in script.commands if not command.is_wrapper]
        open_parts = [command for command in parts if not self._lets_through(command, spec.name)]
        is_named = any(self._is_allowed(command, spec.name) for command in parts)
        if self.mode == "act" or (is_named and not open_parts):
            return Allowed()
        return Ask("It runs a command.", rule_for_command(spec.name, line, open_parts or parts))

    def _lets_through(self, command: Command, tool: str) -> bool:
        """Whether it runs in the workspace, and rules allow it and what it is redirected to."""
        where = place(self._root, command.directory, ".")
        if where is None or not where.is_relative_to(self._root):
            return False
        if not all(self._may_write(self._located(path, command.directory)) for path in command.writes):
            return False
        if not command.settings and (not command.words or command.name in HARMLESS_COMMANDS):
            return True
        return self._is_allowed(command, tool)

    def _is_allowed(self, command: Command, tool: str) -> bool:
        text = written_out(command)
        return _first(self.allow, tool, lambda pattern: fits_text(pattern, text)) is not None

    def _may_write(self, path: PurePosixPath) -> bool:
        return _first(self.allow, "write_file", lambda pattern: fits_path(pattern, path)) is not None

    def _why_forbidden(self, spec: ToolSpec, path: PurePosixPath | None) -> str:
        """Why only a rule that names `path` itself lets a file tool have it; "" if that is not so."""
        if path is None:
            return ""
        if is_secret(path) and not self._is_named(path, spec.name):
            return _about_secret(path.as_posix(), f"{spec.name}({path})")
        if spec.effect != "read" and ".git" in (part.lower() for part in path.parts):
            return "Git's own files must not be edited. Use run_command with git."
        return ""

    def _unnamed_secrets(self, tool: str, script: Script) -> Iterator[str]:
        """The secret files in `script` that no rule to allow spells out."""
        for command in script.commands:
            text = written_out(command)
            fitting = [rule.pattern for rule in self.allow if rule.pattern and rule.names(tool)]
            named = {word for pattern in fitting if fits_text(pattern, text) for word in pattern.split()}
            for secret in secrets_in_command(command):
                located = self._located(secret, command.directory)
                if secret not in named and not self._is_named(located, "read_file", "write_file"):
                    yield secret

    def _is_named(self, secret: PurePosixPath, *tools: str) -> bool:
        return any(
            rule.pattern
            and any(map(rule.names, tools))
            and reaches_for_secrets(PurePosixPath(rule.pattern))
            and fits_path(rule.pattern, secret)
            for rule in self.allow
        )

    @property
    def _root(self) -> PurePosixPath:
        return PurePosixPath(self.root.as_posix())

    def _located(self, path: str, directory: str | None = "") -> PurePosixPath:
        """`path` relative to the workspace; absolute or below `~` if it is outside."""
        found = place(self._root, directory, path) or place(self._root, "", path) or PurePosixPath(path)
        return found.relative_to(self._root) if found.is_relative_to(self._root) else found


def _first(rules: Iterable[Rule], tool: str, fits: Callable[[str], bool]) -> Rule | None:
    """The first rule for all calls of `tool`, or for those with a pattern that fits."""
    return next((rule for rule in rules if rule.names(tool) and (rule.pattern is None or fits(rule.pattern))), None)


def _texts(command: Command) -> set[str]:
    """All that a rule which holds back a command may mean by it."""
    bare = " ".join([command.name, *command.arguments])
    return {written_out(command), " ".join(command.texts), bare, GIT_OPTIONS.sub("git ", bare)}


def _about_secret(path: str, rule: str) -> str:
    return (
        f"`{path}` usually holds passwords or keys, so its content stays with the user. Do without it, "
        f"or ask the user for what you need. The user can allow it with the rule `{rule}`."
    )
