"""Commands that run other commands: `env`, `xargs`, `find -exec`, `bash -c` and their kin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from posixpath import basename

from .words import Word

Words = Sequence[Word]

SHELLS = frozenset("sh bash zsh dash ksh ash fish script".split())
RESERVED = frozenset("! { } do done elif else esac fi for function if in select then until while".split())
"""Words of the shell's grammar. They are no commands: `time { ls; }` runs `ls`."""


# For each wrapper: its options that take the next word as their value, and how many words of its own
# follow the options. `sudo` and its kin are missing: the floor stops them whatever they run.
PREFIXES = {
    **dict.fromkeys([*RESERVED, *"builtin busybox command coproc fakeroot nohup setsid".split()], ("", 0)),
    "env": ("-u --unset -C --chdir", 0),
    "exec": ("-a", 0),
    "flock": ("-w --timeout --wait -E --conflict-exit-code", 1),
    "ionice": ("-c --class -n --classdata -p --pid", 0),
    "nice": ("-n --adjustment", 0),
    "stdbuf": ("-i --input -o --output -e --error", 0),
    "strace": ("-e -o -p -s -u -E -P -S", 0),
    "taskset": ("", 1),
    "time": ("-f --format -o --output", 0),
    "timeout": ("-s --signal -k --kill-after", 1),
    "xargs": ("-a --arg-file -d --delimiter -E -I -L -n --max-args -P --max-procs -s --max-chars", 0),
}
CODE_PREFIXES = {
    "eval": ("", 0),
    "watch": ("-n --interval", 0),
    "ssh": ("-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w", 1),
}
"""Those behind which shell code stands, spread over several words."""
ADDS_ITS_OWN = frozenset({"find", "ssh"})
"""Unlike the others, these do more than what the commands do that they run."""


@dataclass(frozen=True, slots=True)
class Inner:
    """What a command runs besides itself."""

    commands: tuple[tuple[Word, ...], ...] = ()
    code: tuple[Word, ...] = ()
    """Shell code that it runs."""
    runs_input: bool = False
    """It runs its standard input as shell code."""


def inner(words: Words) -> Inner:
    """Return what the command `words` runs besides itself."""
    name = basename(words[0].text) if words else ""
    arguments = words[1:]
    rest = _rest(name, arguments)
    match name:
        case "command" if arguments and arguments[0].text in {"-v", "-V"}:
            return Inner()
        case "env":
            return _env(arguments)
        case "find":
            return _find(arguments)
        case "trap":
            return Inner(code=tuple(rest[:1]))
        case "xargs" if rest:
            return Inner(((*rest, Word("{}", is_dynamic=True)),))
        case _ if rest and name in PREFIXES:
            return Inner((tuple(rest),))
        case _ if rest and name in CODE_PREFIXES:
            return Inner(code=(_joined(rest),))
        case _:
            return _shell(arguments) if name in SHELLS else Inner()


def _rest(name: str, arguments: Words) -> Words:
    """The words behind the options and operands of the wrapper `name`."""
    options, operands = PREFIXES.get(name) or CODE_PREFIXES.get(name, ("", 0))
    valued, position = options.split(), 0
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
        if split := re.fullmatch(r"(?:-S|--split-string=?)(.*)", word.text, re.DOTALL):
            return Inner(code=(_joined([Word(split[1], word.is_dynamic), *arguments[position + 1 :]]),))
    rest = _rest("env", arguments)
    only_sets = all(re.match(r"\w+=", word.text) for word in rest)
    # The settings stay in front, so that they are judged as those of `A=1 command` are.
    return Inner() if only_sets else Inner((tuple(rest),))


def _find(arguments: Words) -> Inner:
    """What stands behind `-exec`, with everything below each starting point for `{}`; `-delete` is `rm -r`."""
    starts = takewhile(lambda word: not word.text.startswith(("-", "(", "!")), arguments)
    found = [Word(f"{start.text.rstrip('/')}/*", start.is_dynamic) for start in starts] or [Word("./*")]
    commands: list[tuple[Word, ...]] = []
    for position, word in enumerate(arguments):
        if word.text == "-delete":
            commands.append((Word("rm"), Word("-r"), *found))
        elif word.text in {"-exec", "-execdir", "-ok", "-okdir"}:
            behind = takewhile(lambda word: word.text not in {";", "+"}, arguments[position + 1 :])
            commands.append(tuple(filled for part in behind for filled in (found if part.text == "{}" else [part])))
    return Inner(tuple(commands))


def _shell(arguments: Words) -> Inner:
    """`-c` runs its operand, a file name runs that file, and neither runs the input."""
    if arguments and arguments[0].text in {"--version", "--help"}:
        return Inner()
    texts = [word.text for word in arguments]
    position = 0
    while position < len(texts) and texts[position][:1] in {"-", "+"}:
        position += 2 if texts[position] in {"-o", "+o", "-O", "+O", "--rcfile", "--init-file"} else 1
    options = texts[:position]
    if any(text == "--command" or re.fullmatch("-[a-zA-Z]*c[a-zA-Z]*", text) for text in options):
        return Inner(code=tuple(arguments[position : position + 1]))
    return Inner(runs_input=position >= len(texts) or "-s" in options)
