"""Read what a command line would do from its syntax tree. Nothing is run."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from .commands import Command, Script
from .places import entered
from .words import Word, raw, to_words
from .wrappers import ADDS_ITS_OWN, RESERVED, inner

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_LENGTH = 50_000
"""In characters. A longer command line is not read; nobody would look through it either."""
MAX_DEPTH = 120
"""Nested statements, counted in nodes of the tree; keeps far away from Python's recursion limit."""

CRASHES_GRAMMAR = re.compile(r"(?<=\{)([\d.]*)[^\x00-\xff]")
"""tree-sitter-bash 0.25.1 asks `isdigit` about any character behind a brace: a large one ends the process."""

HIDDEN_CODE = re.compile(r"(?<!\\)(?:`|\$\()")
"""A substitution that the grammar took for plain text."""
VERBATIM = frozenset("ansi_c_string comment heredoc_body heredoc_content heredoc_start raw_string".split())
HEREDOC_PARTS = frozenset(
    "file_descriptor file_redirect herestring_redirect heredoc_start heredoc_body heredoc_end".split()
)
HARMLESS_FILES = frozenset("/dev/null /dev/stdout /dev/stderr /dev/tty".split())
ALONE = Command()
"""What surrounds a command in a substitution: nothing."""


def parse(text: str) -> Script:
    """Return what `text` would do. Never raises; what cannot be read is `unclear`."""
    reader = _Reader("", MAX_DEPTH, [], [])
    commands = reader.read_code(text)
    return Script(tuple(commands), next(iter(reader.complaints), ""), tuple(reader.bombs))


@dataclass
class _Reader:
    """Walks through a tree. `around` holds what a statement hands to every command in it.

    That is its input and its redirections; words behind a redirection are arguments, too.
    """

    directory: str | None
    depth: int
    complaints: list[str]
    bombs: list[str]
    constants: Mapping[str, str] = field(default_factory=dict)

    def read_code(self, text: str) -> list[Command]:
        if len(text) > MAX_LENGTH:
            self.complaints.append(f"it is longer than {MAX_LENGTH:,} characters")
            return []
        if any(not char.isprintable() and char not in "\n\t" for char in text):
            self.complaints.append("it holds invisible characters")
        commands: list[Command] = []
        # The shell joins continued lines first, except within single quotes; so both readings count.
        for reading in dict.fromkeys([text.replace("\\\n", ""), text]):
            for root in self._trees(reading):
                commands += self.read(root, ALONE)
        return commands

    def _trees(self, text: str) -> list["Node"]:
        text, crashes = CRASHES_GRAMMAR.subn(r"\1?", text)
        if crashes:
            self.complaints.append("it has a character behind a brace that cannot be read")
        # Loading the grammar takes 15 to 45 ms, which would be added to every start.
        import tree_sitter_bash  # noqa: PLC0415
        from tree_sitter import Language, Parser  # noqa: PLC0415

        parser = Parser(Language(tree_sitter_bash.language()))
        root = parser.parse(text.encode(errors="replace")).root_node
        self.constants = dict(_constants(root))
        if not root.has_error:
            return [root]
        self.complaints.append("its syntax is not understood")
        # Dangerous commands must be seen in broken text, too, so every piece is read by itself.
        pieces = re.split(r"[;\n|&(){}`]+", text)
        return [root, *(parser.parse(piece.encode(errors="replace")).root_node for piece in pieces)]

    def read(self, node: "Node", around: Command) -> list[Command]:
        """The commands in `node`, those in substitutions before those that use them."""
        if self._is_too_deep():
            return []
        self.depth -= 1
        commands = self._read(node, around)
        self.depth += 1
        return commands

    def _is_too_deep(self) -> bool:
        if self.depth <= 0:
            self.complaints.append("it is nested too deeply")
        return self.depth <= 0

    def _read(self, node: "Node", around: Command) -> list[Command]:
        match node.type:
            case "command" | "declaration_command" | "unset_command":
                return self._command(node, around)
            case "variable_assignment":
                return [*self._children(node), Command(settings=(raw(node),), directory=self.directory)]
            case "redirected_statement":
                return self._redirected(node, around)
            case "pipeline":
                return self._pipeline(node, around)
            case "subshell" | "command_substitution" | "process_substitution":
                before = self.directory
                commands = self._children(node, around)
                self.directory = before
            case "function_definition":
                commands = self._children(node, around)
                name = raw(node.named_children[0])
                if [command.name for command in commands].count(name) > 1:
                    self.bombs.append(name)
            case "file_redirect":
                # Without a command: `$(< file)`, or behind a function's body.
                around, inside = self._redirect(node, ALONE)
                commands = [*inside, *self._run((), (), around)]
            case _:
                if HIDDEN_CODE.search(raw(node)) and not node.named_children and node.type not in VERBATIM:
                    self.complaints.append("it hides a command inside an expansion")
                commands = self._children(node, around)
        return commands

    def _children(self, node: "Node", around: Command = ALONE) -> list[Command]:
        commands: list[Command] = []
        for child in node.named_children:
            commands += self.read(child, around)
        return commands

    def _pipeline(self, node: "Node", around: Command) -> list[Command]:
        if len(node.named_children) > MAX_DEPTH:
            self.complaints.append("its pipeline is too long")
            return self._children(node, around)
        commands: list[Command] = []
        before = self.directory
        for child in node.named_children:
            commands += self.read(child, _fed(around, commands))
            self.directory = before
        return commands

    def _redirected(self, node: "Node", around: Command) -> list[Command]:
        body = node.child_by_field_name("body")
        nested: list[Command] = []
        redirections = [child for child in node.named_children if child != body]
        for child in redirections:
            around, inside = self._redirect(child, around)
            nested += inside
        commands = self.read(body, around) if body else []
        if (around.reads or around.writes) and not any(command.reads or command.writes for command in commands):
            # `> x` alone, `A=1 > x` and `[ a ] > x` write as well.
            commands += self._run((), (), replace(around, words=()))
        fed = _fed(ALONE, [*around.sources, *commands])
        behind = [part for child in redirections for part in _behind_heredoc(child)]
        followers = [command for part in behind for command in self.read(part, fed)]
        return [*nested, *commands, *followers]

    def _redirect(self, node: "Node", around: Command) -> tuple[Command, list[Command]]:
        """Return `around` with the redirection `node`, and the commands that stand inside it."""
        if node.type == "heredoc_redirect":
            return self._heredoc(node, around)
        operands = [child for child in node.named_children if child.type != "file_descriptor"]
        words = [word for child in operands for word in to_words(child, self.constants)]
        nested = self._children(node)
        if not words:
            return around, nested
        target = words[0].text
        operators = {child.type for child in node.children if not child.is_named}
        if node.type == "herestring_redirect":
            around = replace(around, stdin=target)
        elif operators & {"<", "<&"}:
            around = replace(around, reads=(*around.reads, target))
        elif target not in HARMLESS_FILES and not (">&" in operators and target.isdigit()):
            around = replace(around, writes=(*around.writes, target))
        return replace(around, words=(*around.words, *words[1:])), nested

    def _heredoc(self, node: "Node", around: Command) -> tuple[Command, list[Command]]:
        parts = {child.type: raw(child) for child in node.named_children}
        body, is_quoted = parts.get("heredoc_body", ""), re.search(r"['\"\\]", parts.get("heredoc_start", ""))
        if "`" in body and not is_quoted:
            self.complaints.append("it runs commands inside a here-document")
        arguments = node.children_by_field_name("argument")
        words = [word for child in arguments for word in to_words(child, self.constants)]
        around = replace(around, stdin=body, words=(*around.words, *words))
        nested: list[Command] = []
        behind = _behind_heredoc(node)
        for child in node.named_children:
            if child.type.endswith("_redirect"):
                around, inside = self._redirect(child, around)
                nested += inside
            elif child not in behind:
                nested += self._children(child)
        return around, nested

    def _command(self, node: "Node", around: Command) -> list[Command]:
        words = [] if node.type == "command" else [Word(node.children[0].type)]
        settings: list[str] = []
        nested: list[Command] = []
        before = self.directory
        for child in node.named_children:
            if child.type.endswith("_redirect"):
                around, inside = self._redirect(child, around)
            elif child.type == "variable_assignment":
                settings.append(raw(child))
                inside = self._children(child)
            else:
                words += to_words(child, self.constants)
                inside = self.read(child, ALONE)
            nested += inside
        self.directory = before
        return [*nested, *self._run((*words, *around.words), settings, _fed(around, nested))]

    def _run(self, words: Sequence[Word], settings: Sequence[str], around: Command) -> list[Command]:
        """The command of these words, then what it runs itself."""
        if self._is_too_deep():
            return []
        found = inner(words)
        code = [*found.code, *(_input_code(around) if found.runs_input else [])]
        command = replace(around, words=tuple(words), settings=tuple(settings), directory=self.directory)
        if words and words[0].is_dynamic:
            self.complaints.append(f"`{words[0].text}` names a command only when it runs")
        if command.name in RESERVED:
            self.complaints.append(f"`{command.name}` stands where a command is expected")
        if command.name in {"cd", "pushd", "popd"}:
            self.directory = _entered_by(command)
        is_wrapper = bool(found.commands or code) and command.name not in ADDS_ITS_OWN
        commands = [replace(command, is_wrapper=is_wrapper)]
        self.depth -= 1
        for inside in found.commands:
            own = [word.text for word in takewhile(lambda word: re.match(r"\w+=", word.text), inside)]
            commands += self._run(inside[len(own) :], [*settings, *own], around)
        self.depth += 1
        return [*commands, *(nested for word in code for nested in self._code(word, command))]

    def _code(self, code: Word, command: Command) -> list[Command]:
        """What is in the shell code that `command` runs."""
        if code.is_dynamic:
            self.complaints.append(f"`{command.name}` runs code that is known only when it runs")
        reader = _Reader(command.directory, self.depth // 2, self.complaints, self.bombs)
        return [_fed(nested, command.sources) for nested in reader.read_code(code.text)]


def _fed(command: Command, sources: Sequence[Command]) -> Command:
    """`command` with further sources. What feeds those is among them, so each is kept by itself."""
    if not sources:
        return command
    return replace(command, sources=(*command.sources, *(replace(source, sources=()) for source in sources)))


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


def _behind_heredoc(node: "Node") -> list["Node"]:
    """What stands behind `<<E` on its line, as in `cat <<E | sh`: the grammar puts it into the redirection."""
    if node.type != "heredoc_redirect":
        return []
    arguments = node.children_by_field_name("argument")
    return [child for child in node.named_children if child.type not in HEREDOC_PARTS and child not in arguments]


def _entered_by(command: Command) -> str | None:
    operand = next((word for word in command.words[1:] if not re.match(r"-.", word.text)), None)
    if operand is None:
        return "~" if command.name == "cd" else None
    # A variable that the script sets may have another value by now.
    is_variable = operand.is_dynamic and not operand.text.startswith("$")
    return None if is_variable or operand.text == "-" else entered(command.directory, operand.text)


def _input_code(around: Command) -> list[Word]:
    """The code that a shell reads from its input."""
    if around.stdin is not None:
        return [Word(around.stdin)]
    return [_printed(source) for source in around.sources]


def _printed(source: Command) -> Word:
    if source.name in {"echo", "printf"}:
        text = " ".join(argument for argument in source.arguments if not re.match(r"-[neE]+$", argument))
        return Word(text, is_dynamic=any(word.is_dynamic for word in source.words))
    if source.name == "cat" and not source.arguments and source.stdin is not None:
        return Word(source.stdin)
    return Word("", is_dynamic=True)
