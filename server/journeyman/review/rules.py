"""Decide by rules which tool calls may run. From strongest: floor, deny, ask, allow, the mode."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from ..agent.interfaces import ToolSpec
from ..agent.messages import ToolCall
from .commands import Command, Script
from .doubts import doubt, written
from .floor import floor
from .patterns import Rule, fits_path, fits_text, is_literal, names_tool, parse_rule, written_out
from .places import place
from .secrets import is_secret, reaches_for_secrets, secrets_in_command
from .shell import parse
from .suggestions import rule_for_command, rule_for_path

__all__ = ["Allow", "Ask", "Deny", "Mode", "Policy", "Rule", "Verdict", "parse_rule"]

Mode = Literal["ask", "plan", "act"]
"""`ask`: every write and command is asked for. `plan`: nothing but reading. `act`: work without asking."""

HARMLESS_COMMANDS = frozenset(": [ cd echo exit false pwd test true".split())
"""They change nothing, so a pattern for `npm test` also fits `cd web && npm test`."""


@dataclass(frozen=True, slots=True)
class Allow:
    """The call may run."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The user decides."""

    reason: str
    """For the user: why it is asked for."""
    rule_that_would_allow: str | None = None
    """A rule that is safe to keep and lets this call through; None if there is no such rule."""


@dataclass(frozen=True, slots=True)
class Deny:
    """The call must not run."""

    reason: str
    """For the model: why, and what it can do instead."""


Verdict = Allow | Ask | Deny


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one session."""

    mode: Mode
    allow: tuple[Rule, ...] = ()
    ask: tuple[Rule, ...] = ()
    deny: tuple[Rule, ...] = ()
    root: Path = Path("/workspace")
    """The workspace folder, absolute."""

    def verdict(self, call: ToolCall, spec: ToolSpec) -> Verdict:
        """Judge a tool call. Pure: neither the disk nor the clock has a say."""
        if spec.effect == "execute" and "command" in spec.parameters.get("properties", {}):
            command = str(call.arguments.get("command") or "")
            # Without a command it can only read or stop what was allowed before.
            return self._judge_command(spec, command) if command.strip() else Allow()
        path = call.arguments.get("path")
        return self._judge_path(spec, self._located(path) if isinstance(path, str) else None)

    def _judge_path(self, spec: ToolSpec, path: PurePosixPath | None) -> Verdict:
        def fits(rule: Rule) -> bool:
            named = names_tool(rule, spec.name)
            return named and (rule.pattern is None or (path is not None and fits_path(rule.pattern, path)))

        if rule := _first(self.deny, fits):
            return _denied_by(rule)
        if path is not None and (why := self._forbidden(spec, path)):
            return Deny(why)
        if self.mode == "plan" and spec.effect != "read":
            return _not_while_planning(spec)
        if rule := _first(self.ask, fits):
            return Ask(f"The rule `{rule}` asks for it.")
        if spec.effect == "read" or _first(self.allow, fits):
            return Allow()
        is_outside = path is not None and (path.is_absolute() or path.parts[:1] == ("~",))
        if self.mode == "act" and not is_outside:
            return Allow()
        if is_outside:
            return Ask(f"`{path}` is outside the workspace.")
        return Ask(f"`{spec.name}` changes something.", rule_for_path(spec.name, path))

    def _forbidden(self, spec: ToolSpec, path: PurePosixPath) -> str:
        """Why no rule but one that names `path` itself lets a file tool have it; "" if that is not so."""
        if is_secret(path) and not self._is_named(path, spec.name):
            return _about_secret(path.as_posix(), f"{spec.name}({path})")
        if spec.effect != "read" and ".git" in (part.lower() for part in path.parts):
            return "Git's own files must not be edited. Use run_command with git."
        return ""

    def _is_named(self, secret: PurePosixPath, *tools: str) -> bool:
        return any(
            rule.pattern is not None
            and any(names_tool(rule, tool) for tool in tools)
            and reaches_for_secrets(PurePosixPath(rule.pattern))
            and fits_path(rule.pattern, secret)
            for rule in self.allow
        )

    def _judge_command(self, spec: ToolSpec, line: str) -> Verdict:
        script = parse(line)
        if why := floor(script, self._root):
            return Deny(
                f"This command never runs here: {why}. No rule changes that. "
                "Find another way, or tell the user what to run."
            )
        if rule := _first(self.deny, lambda rule: _catches(rule, spec.name, line, script)):
            return _denied_by(rule)
        if secret := next(self._unnamed_secrets(spec.name, script), None):
            return Deny(_about_secret(secret, f"read_file({secret})"))
        if self.mode == "plan":
            return _not_while_planning(spec)
        if rule := _first(self.ask, lambda rule: _catches(rule, spec.name, line, script)):
            return Ask(f"The rule `{rule}` asks for it.")
        return self._judge_harmful(spec, line, script)

    def _judge_harmful(self, spec: ToolSpec, line: str, script: Script) -> Verdict:
        """What no rule has forbidden or asked for."""
        allow = [rule for rule in self.allow if names_tool(rule, spec.name)]
        watched = any(rule.pattern and names_tool(rule, spec.name) for rule in (*self.ask, *self.deny))
        if script.unclear and watched:
            return Ask(f"Nobody can tell whether a rule forbids it: {script.unclear}.")
        patterns = [rule.pattern for rule in allow if rule.pattern is not None]
        if len(patterns) < len(allow) or (line.strip() in patterns and is_literal(line)):
            return Allow()
        if why := doubt(script, self._root):
            return Ask(f"Look at it first: {why}.")
        parts = [command for command in script.commands if not command.is_wrapper]
        open_parts = [command for command in parts if not self._lets_through(command, patterns)]
        if self.mode == "act" or (parts and not open_parts):
            return Allow()
        return Ask("It runs a command.", rule_for_command(spec.name, line, open_parts))

    def _lets_through(self, command: Command, patterns: list[str]) -> bool:
        where = place(self._root, command.directory, ".")
        if where is None or not where.is_relative_to(self._root):
            return False
        if not all(self._may_write(command, path) for path in written(command)):
            return False
        text = written_out(command)
        is_harmless = command.name in HARMLESS_COMMANDS and not command.settings
        only_redirects = not command.words and not command.settings
        return is_harmless or only_redirects or any(fits_text(pattern, text) for pattern in patterns)

    def _may_write(self, command: Command, path: str) -> bool:
        """Whether a redirection may write `path`; the other files of a command are its pattern's matter."""
        if path not in {word.text for word in command.writes}:
            return True
        located = self._located(place(self._root, command.directory, path) or path)
        writers = [rule for rule in self.allow if names_tool(rule, "write_file")]
        return any(rule.pattern is None or fits_path(rule.pattern, located) for rule in writers)

    def _unnamed_secrets(self, tool: str, script: Script) -> Iterator[str]:
        """The secret files in `script` that no rule to allow spells out."""
        for command in script.commands:
            text = written_out(command)
            named = {
                word
                for rule in self.allow
                if rule.pattern and names_tool(rule, tool) and fits_text(rule.pattern, text)
                for word in rule.pattern.split()
            }
            for secret in secrets_in_command(command):
                located = self._located(place(self._root, command.directory, secret) or secret)
                if secret not in named and not self._is_named(located, "read_file", "write_file"):
                    yield secret

    @property
    def _root(self) -> PurePosixPath:
        return PurePosixPath(self.root.as_posix())

    def _located(self, path: str | PurePosixPath) -> PurePosixPath:
        """`path` relative to the workspace; absolute or below `~` if it is outside."""
        found = place(self._root, "", str(path)) or PurePosixPath(path)
        return found.relative_to(self._root) if found.is_relative_to(self._root) else found


def _first(rules: tuple[Rule, ...], fits: Callable[[Rule], bool]) -> Rule | None:
    return next((rule for rule in rules if fits(rule)), None)


def _catches(rule: Rule, tool: str, line: str, script: Script) -> bool:
    """Whether a rule that holds calls back is about any part of a command line."""
    if not names_tool(rule, tool):
        return False
    texts = {line.strip()}
    for command in script.commands:
        bare = (command.name, *command.arguments)
        texts |= {written_out(command), " ".join(word.text for word in command.words), " ".join(bare)}
    return rule.pattern is None or any(fits_text(rule.pattern, text) for text in texts)


def _denied_by(rule: Rule) -> Deny:
    return Deny(f"The user's rule `{rule}` forbids this. Find another way, or tell the user what to do.")


def _not_while_planning(spec: ToolSpec) -> Deny:
    return Deny(
        f"{spec.name} is not available while planning: only reading is. "
        "Find out what you need, then answer with the plan; the user decides when it is carried out."
    )


def _about_secret(path: str, rule: str) -> str:
    return (
        f"`{path}` usually holds passwords or keys, so its content stays with the user. Do without it, "
        f"or ask the user for what you need. The user can allow it with the rule `{rule}`."
    )
