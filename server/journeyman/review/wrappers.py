"""Commands that run other commands: `env`, `xargs`, `find -exec`, `bash -c` and their kin."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from .words import Word

Words = Sequence[Word]

SHELLS = frozenset("sh bash zsh dash ksh ash fish".split())


@dataclass(frozen=True, slots=True)
class Inner:
    """What a command runs besides itself."""

    commands: tuple[tuple[Word, ...], ...] = ()
    code: tuple[Word, ...] = ()
    """Shell code that it runs."""
    runs_input: bool = False
    """It runs its standard input as shell code."""
    adds_nothing: bool = True
    """Whoever allows all that it runs has allowed the command itself."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """How to find the command behind a wrapper and its own options."""

    valued: str = ""
    """Its options that take the next word as their value."""
    operands: int = 0
    """Words of its own that stand between its options and the command."""


PREFIXES = {
    "builtin": Prefix(),
    "busybox": Prefix(),
    "chroot": Prefix("", 1),
    "command": Prefix(),
    "coproc": Prefix(),
    "doas": Prefix("-u -C"),
    "env": Prefix("-u --unset -C --chdir"),
    "exec": Prefix("-a"),
    "flock": Prefix("-w --timeout --wait -E --conflict-exit-code", 1),
    "ionice": Prefix("-c --class -n --classdata -p --pid"),
    "nice": Prefix("-n --adjustment"),
    "nohup": Prefix(),
    "setsid": Prefix(),
    "stdbuf": Prefix("-i --input -o --output -e --error"),
    "strace": Prefix("-e -o -p -s -u -E -P -S"),
    "sudo": Prefix("-u --user -g --group -h --host -p --prompt -C -D --chdir -R -r -t -T -U"),
    "taskset": Prefix("", 1),
    "time": Prefix("-f --format -o --output"),
    "timeout": Prefix("-s --signal -k --kill-after", 1),
    "xargs": Prefix("-a --arg-file -d --delimiter -E -I -L -n --max-args -P --max-procs -s --max-chars"),
}

RESERVED = frozenset("! { } do done elif else esac fi for function if in select then until while".split())
"""Words of the shell's grammar. They are no commands: `time { ls; }` runs `ls`."""

CODE_PREFIXES = {
    "eval": Prefix(),
    "watch": Prefix("-n --interval"),
    "ssh": Prefix("-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w", 1),
}


def inner(words: Words) -> Inner:
    """Return what the command `words` runs besides itself."""
    if not words:
        return Inner()
    name, arguments = PurePosixPath(words[0].text).name, words[1:]
    if special := SPECIAL.get(name):
        return special(arguments)
    if name in RESERVED:
        return _behind(Prefix(), arguments)
    if name in PREFIXES:
        return _behind(PREFIXES[name], arguments)
    if name in CODE_PREFIXES:
        rest = _rest(CODE_PREFIXES[name], arguments)
        return Inner(code=(_joined(rest),) if rest else (), adds_nothing=name != "ssh")
    return _shell(arguments) if name in SHELLS else Inner()


def _behind(prefix: Prefix, arguments: Words) -> Inner:
    rest = tuple(_rest(prefix, arguments))
    return Inner((rest,)) if rest else Inner()


def _rest(prefix: Prefix, arguments: Words) -> Words:
    """The words behind the options and operands of a wrapper."""
    valued, operands, position = prefix.valued.split(), prefix.operands, 0
    while position < len(arguments):
        text = arguments[position].text
        if text in valued:
            position += 2
        elif (text.startswith("-") and text != "-") or text in {"--", "!"}:
            position += 1
        elif operands:
            operands, position = operands - 1, position + 1
        else:
            break
    return arguments[position:]


def _joined(words: Words) -> Word:
    return Word(" ".join(word.text for word in words), any(word.is_dynamic for word in words))


def _env(arguments: Words) -> Inner:
    for position, word in enumerate(arguments):
        if word.text in {"-S", "--split-string"}:
            return Inner(code=(_joined(arguments[position + 1 :]),))
        if attached := re.match(r"(?:-S|--split-string=)(.+)", word.text, re.DOTALL):
            return Inner(code=(Word(attached[1], word.is_dynamic),))
    rest = _rest(PREFIXES["env"], arguments)
    behind = next((i for i, word in enumerate(rest) if not re.match(r"\w+=", word.text)), len(rest))
    # The settings stay in front, so that they are judged as those of `A=1 command` are.
    return Inner((tuple(rest),)) if behind < len(rest) else Inner()


def _xargs(arguments: Words) -> Inner:
    rest = _rest(PREFIXES["xargs"], arguments)
    return Inner(((*rest, Word("{}", is_dynamic=True)),)) if rest else Inner()


def _command(arguments: Words) -> Inner:
    only_looks = bool(arguments) and arguments[0].text in {"-v", "-V"}
    return Inner() if only_looks else _behind(PREFIXES["command"], arguments)


def _find(arguments: Words) -> Inner:
    """What stands behind `-exec`, with `{}` replaced by everything below each starting point."""
    texts = [word.text for word in arguments]
    expression = next((i for i, text in enumerate(texts) if text.startswith(("-", "(", "!"))), len(texts))
    found = [Word(f"{start.text.rstrip('/')}/*", start.is_dynamic) for start in arguments[:expression]]
    commands: list[tuple[Word, ...]] = []
    for position, text in enumerate(texts):
        if text in {"-exec", "-execdir", "-ok", "-okdir"}:
            behind = range(position + 1, len(texts))
            end = next((i for i in behind if texts[i] in {";", "+"}), len(texts))
            commands.append(_filled(arguments[position + 1 : end], found or [Word("./*")]))
    return Inner(tuple(commands), adds_nothing=False)


def _filled(words: Words, found: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(filled for word in words for filled in (found if word.text == "{}" else [word]))


def _shell(arguments: Words) -> Inner:
    """`-c` runs its operand, a file name runs that file, and neither runs the input."""
    runs_code = False
    position = 0
    while position < len(arguments) and arguments[position].text[:1] in {"-", "+"}:
        text = arguments[position].text
        runs_code = runs_code or bool(re.fullmatch(r"-[a-zA-Z]*c[a-zA-Z]*", text)) or text == "--command"
        position += 2 if text in {"-o", "+o", "-O", "+O", "--rcfile", "--init-file"} else 1
    rest = arguments[position:]
    if runs_code:
        return Inner(code=tuple(rest[:1]))
    reads_input = not rest or any(word.text == "-s" for word in arguments[:position])
    asks_only = any(word.text in {"--version", "--help"} for word in arguments)
    return Inner(runs_input=reads_input and not asks_only)


def _su(arguments: Words) -> Inner:
    texts = [word.text for word in arguments]
    given = next((i for i, text in enumerate(texts) if text in {"-c", "--command"}), len(texts))
    return Inner(code=tuple(arguments[given + 1 : given + 2]))


def _trap(arguments: Words) -> Inner:
    return Inner(code=tuple(_rest(Prefix(), arguments)[:1]))


SPECIAL: dict[str, Callable[[Words], Inner]] = {
    "command": _command,
    "env": _env,
    "fakeroot": lambda arguments: _behind(Prefix(), arguments),
    "find": _find,
    "script": _su,
    "su": _su,
    "trap": _trap,
    "xargs": _xargs,
}
