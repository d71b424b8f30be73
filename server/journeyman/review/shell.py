"""Read what a command line would do from its syntax tree. Nothing is run."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .commands import Command, Script
from .redirections import Streams, has_backticks, own_parts, parts_behind, redirected
from .words import Word, raw, to_words
from .wrappers import RESERVED, inner

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_LENGTH = 50_000
"""In characters. A longer command line is not read; nobody would look through it either."""
MAX_DEPTH = 120
"""Nested statements, counted in nodes of the tree; keeps far away from Python's recursion limit."""

HIDDEN_CODE = re.compile(r"(?<!\\)(?:`|\$\()")
"""A substitution that the grammar took for plain text."""
VERBATIM = frozenset("ansi_c_string comment heredoc_body heredoc_content heredoc_start raw_string".split())
SETTING = re.compile(r"(\w+)=")


def parse(text: str) -> Script:
    """Return what `text` would do. Never raises; what cannot be read is `unclear`."""
    return _parse(text, "", MAX_DEPTH)


def _parse(text: str, directory: str | None, depth: int) -> Script:
    if len(text) > MAX_LENGTH:
        return Script((), f"it is longer than {MAX_LENGTH:,} characters")
    reader = _Reader(directory, depth)
    if any(not char.isprintable() and char not in "\n\t" for char in text):
        reader.complaints.append("it holds invisible characters")
    # The shell joins continued lines first, except within single quotes; so both readings count.
    commands = [command for reading in _readings(text) for command in reader.read_text(reading)]
    return Script(tuple(dict.fromkeys(commands)), next(iter(reader.complaints), ""), tuple(reader.functions))


def _readings(text: str) -> list[str]:
    return [text.replace("\\\n", ""), text] if "\\\n" in text else [text]


@dataclass
class _Reader:
    directory: str | None
    depth: int
    complaints: list[str] = field(default_factory=list)
    functions: list[tuple[str, tuple[Command, ...]]] = field(default_factory=list)
    constants: Mapping[str, str] = field(default_factory=dict)

    def read_text(self, text: str) -> list[Command]:
        # Loading the grammar takes 15 to 45 ms, which would be added to every start.
        import tree_sitter_bash  # noqa: PLC0415
        from tree_sitter import Language, Parser  # noqa: PLC0415

        parser = Parser(Language(tree_sitter_bash.language()))
        root = parser.parse(text.encode(errors="replace")).root_node
        pieces = [root]
        if root.has_error:
            self.complaints.append("its syntax is not understood")
            # Dangerous commands must be seen in broken text, too, so every piece is read by itself.
            broken = re.split(r"[;\n|&(){}`]+", text)
            pieces += [parser.parse(piece.encode(errors="replace")).root_node for piece in broken]
        self.constants = dict(_constants(root))
        return [command for piece in pieces for command in self.read(piece, Streams(), self.depth)]

    def read(self, node: "Node", streams: Streams, depth: int) -> list[Command]:
        if depth <= 0:
            self.complaints.append("it is nested too deeply")
            return []
        match node.type:
            case "command" | "declaration_command" | "unset_command":
                return self._command(node, streams, depth)
            case "variable_assignment":
                nested = self._children(node, Streams(), depth)
                return [*nested, Command(settings=(raw(node),), directory=self.directory)]
            case "redirected_statement":
                return self._redirected(node, streams, depth)
            case "pipeline":
                return self._pipeline(node, streams, depth)
            case "subshell" | "command_substitution" | "process_substitution":
                before = self.directory
                commands = self._children(node, streams, depth)
                self.directory = before
                return commands
            case "function_definition":
                commands = self._children(node, streams, depth)
                name = node.child_by_field_name("name")
                self.functions.append((raw(name) if name else "", tuple(commands)))
                return commands
            case "file_redirect":
                # Without a command: `$(< file)`, or behind a function's body.
                bare = self._finished(Command(), redirected(Streams(), node, self.constants), depth)
                return [*self._children(node, Streams(), depth), *bare]
            case _:
                if HIDDEN_CODE.search(raw(node)) and not node.named_children and node.type not in VERBATIM:
                    self.complaints.append("it hides a command inside an expansion")
                return self._children(node, streams, depth)

    def _children(self, node: "Node", streams: Streams, depth: int) -> list[Command]:
        return [command for child in node.named_children for command in self.read(child, streams, depth - 1)]

    def _pipeline(self, node: "Node", streams: Streams, depth: int) -> list[Command]:
        commands: list[Command] = []
        before = self.directory
        for child in node.named_children:
            piped = replace(streams, sources=(*streams.sources, *commands)) if commands else streams
            commands += self.read(child, piped, depth - 1)
            self.directory = before
        return commands

    def _redirected(self, node: "Node", streams: Streams, depth: int) -> list[Command]:
        body = node.child_by_field_name("body")
        redirections = [child for child in node.named_children if child != body]
        own = [part for child in redirections for part in own_parts(child)]
        nested = [command for part in own for command in self._children(part, Streams(), depth - 1)]
        if any(has_backticks(child) for child in redirections):
            self.complaints.append("it runs commands inside a here-document")
        for child in redirections:
            streams = redirected(streams, child, self.constants)
        commands = self.read(body, streams, depth - 1) if body else []
        has_files = bool(streams.reads or streams.writes)
        if has_files and not any(command.writes or command.reads for command in commands):
            # `> x` alone, `A=1 > x` and `[ a ] > x` write as well.
            commands += self._finished(Command(), replace(streams, arguments=()), depth)
        piped = Streams(sources=(*streams.sources, *commands))
        behind = [part for child in redirections for part in parts_behind(child)]
        followers = [command for part in behind for command in self.read(part, piped, depth - 1)]
        return [*nested, *commands, *followers]

    def _command(self, node: "Node", streams: Streams, depth: int) -> list[Command]:
        words: list[Word] = []
        settings: list[str] = []
        if node.type != "command":
            words.append(Word(node.children[0].type))
        for child in node.named_children:
            if child.type.endswith("_redirect"):
                streams = redirected(streams, child, self.constants)
            elif child.type == "variable_assignment":
                settings.append(raw(child))
            elif child.type == "variable_name":
                words.append(Word(raw(child)))
            else:
                words += to_words(child, self.constants)
        before = self.directory
        nested = [command for child in node.named_children for command in self._part(child, depth)]
        self.directory = before
        streams = replace(streams, sources=(*streams.sources, *nested))
        command = Command((*words, *streams.arguments), tuple(settings))
        return [*nested, *self._finished(command, streams, depth)]

    def _part(self, node: "Node", depth: int) -> list[Command]:
        """The commands inside one part of a command."""
        if node.type == "variable_assignment" or node.type.endswith("_redirect"):
            return self._children(node, Streams(), depth)
        return self.read(node, Streams(), depth - 1)

    def _finished(self, command: Command, streams: Streams, depth: int) -> list[Command]:
        """`command` with its surroundings, then what it runs itself."""
        found = inner(command.words)
        code = [*found.code, *(_piped_code(streams) if found.runs_input else [])]
        command = replace(
            command,
            directory=self.directory,
            reads=streams.reads,
            writes=streams.writes,
            stdin=streams.stdin,
            sources=streams.sources,
            is_wrapper=found.adds_nothing and bool(found.commands or code),
        )
        if command.words and command.words[0].is_dynamic:
            self.complaints.append(f"`{command.words[0].text}` names a command only when it runs")
        if command.name in RESERVED:
            self.complaints.append(f"`{command.name}` stands where a command is expected")
        if command.name in {"cd", "pushd", "popd"}:
            self.directory = _entered(self.directory, command)
        commands = [command]
        for words in found.commands:
            count = next((i for i, word in enumerate(words) if not SETTING.match(word.text)), len(words))
            settings = (*command.settings, *(word.text for word in words[:count]))
            commands += self._finished(Command(words[count:], settings), streams, depth - 1)
        return [*commands, *(nested for word in code for nested in self._code(word, command, depth))]

    def _code(self, word: Word, command: Command, depth: int) -> list[Command]:
        if word.is_dynamic:
            self.complaints.append(f"`{command.name}` runs code that is known only when it runs")
        script = _parse(word.text, command.directory, depth // 2)
        self.complaints += [script.unclear] if script.unclear else []
        self.functions += script.functions
        return [replace(inside, sources=(*inside.sources, *command.sources)) for inside in script.commands]


def _constants(node: "Node") -> Iterator[tuple[str, str]]:
    """The variables that a script sets to plain text."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if node.type == "variable_assignment" and name and value:
            words = to_words(value, {})
            if len(words) == 1 and not words[0].is_dynamic:
                yield raw(name), words[0].text


def _entered(directory: str | None, command: Command) -> str | None:
    operand = next((word for word in command.words[1:] if not re.match(r"-.", word.text)), None)
    if operand is None:
        return "~" if command.name == "cd" else None
    if operand.is_dynamic and not operand.text.startswith("$HOME"):
        return None
    if operand.text == "-" or directory is None:
        return None
    return posixpath.normpath(posixpath.join(directory, operand.text))


def _piped_code(streams: Streams) -> list[Word]:
    """The code that a shell reads from its input."""
    if streams.stdin is not None:
        return [Word(streams.stdin)]
    return [_printed(source) for source in streams.sources]


def _printed(source: Command) -> Word:
    if source.name in {"echo", "printf"}:
        text = " ".join(argument for argument in source.arguments if not re.match(r"-[neE]+$", argument))
        return Word(text, is_dynamic=any(word.is_dynamic for word in source.words))
    if source.name == "cat" and not source.arguments and source.stdin is not None:
        return Word(source.stdin)
    return Word("", is_dynamic=True)
