"""The floor: commands that no rule and no mode lets through."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from .commands import Command, Script
from .places import is_precious, place
from .secrets import secrets_in_command, secrets_in_word
from .wrappers import SHELLS, inner

FETCHERS = frozenset("curl wget fetch aria2c http https lynx".split())
SENDERS = FETCHERS | frozenset(
    "nc ncat netcat socat telnet ssh scp sftp rsync ftp rclone aws gsutil mail sendmail mutt".split()
)
IDENTITY_OPTIONS = frozenset("-i -E --cert --key --cacert --ca-certificate --private-key --certificate".split())
"""What follows them says who calls; it is not sent."""
PRIVILEGED = frozenset(
    "sudo su doas pkexec runuser setcap visudo passwd chpasswd usermod useradd adduser chroot".split()
)
DISK_TOOLS = frozenset("wipefs blkdiscard fdisk sfdisk sgdisk parted mkswap".split())
INTERPRETERS = re.compile(r"(?:python|node|perl|ruby|php|lua)[\d.]*")
MEMORY_DEVICES = frozenset("null zero full random urandom stdout stderr stdin tty shm fd".split())


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that must never happen."""

    reason: str
    catches: Callable[[Command, PurePosixPath], bool]
    """Given a command and the workspace folder."""


def floor(script: Script, root: PurePosixPath) -> str:
    """Return why `script` must never run in the workspace folder `root`; "" if it may."""
    for guard in FLOOR:
        if any(guard.catches(command, root) for command in script.commands):
            return guard.reason
    bombs = any(_calls(commands, name) > 1 for name, commands in script.functions)
    return "it starts copies of itself without end" if bombs else ""


def destroyed(command: Command) -> Iterator[str]:
    """Yield the paths that `command` removes with everything below them."""
    if command.name == "rm" and _has_flag(command, "rR", "--recursive"):
        yield from operands(command)
    elif command.name == "find" and "-delete" in command.arguments:
        starts = command.arguments
        end = next((i for i, text in enumerate(starts) if text.startswith(("-", "(", "!"))), len(starts))
        yield from (f"{start}/*" for start in starts[:end])
    elif command.name == "mv" and command.arguments[-1:] == ("/dev/null",):
        yield from operands(command)[:-1]


def operands(command: Command) -> list[str]:
    """The arguments that are no options."""
    arguments = list(command.arguments)
    split = arguments.index("--") if "--" in arguments else len(arguments)
    return [text for text in arguments[:split] if not text.startswith("-")] + arguments[split + 1 :]


def _has_flag(command: Command, letters: str, *names: str) -> bool:
    short = re.compile(f"-[a-zA-Z]*[{letters}][a-zA-Z]*")
    return any(
        short.fullmatch(text) or any(re.fullmatch(re.escape(name) + "(=.*)?", text) for name in names)
        for text in command.arguments
    )


def _destroys(command: Command, root: PurePosixPath) -> bool:
    return any(_is_beyond_repair(command, root, path) for path in destroyed(command))


def _is_beyond_repair(command: Command, root: PurePosixPath, path: str) -> bool:
    found = place(root, command.directory, path)
    climbs = ".." in PurePosixPath(path).parts and not path.startswith(("/", "~", "$"))
    if found is None:
        return False
    return is_precious(root, found) or (climbs and not found.is_relative_to(root))


def _formats(command: Command, root: PurePosixPath) -> bool:
    outputs = [word.text for word in command.writes]
    if command.name == "dd":
        outputs += [text.removeprefix("of=") for text in command.arguments if text.startswith("of=")]
    elif command.name in {"shred", "tee", "cp"}:
        outputs += operands(command)[-1:]
    is_disk_tool = command.name in DISK_TOOLS or command.name.startswith("mkfs")
    erases = command.name == "diskutil" and any(text.startswith("erase") for text in command.arguments)
    return is_disk_tool or erases or any(_is_disk(root, text) for text in outputs)


def _is_disk(root: PurePosixPath, path: str) -> bool:
    parts = (place(root, "", path) or root).parts
    return parts[:2] == ("/", "dev") and len(parts) > 2 and parts[2] not in {*MEMORY_DEVICES, "tcp", "udp"}


def _rewrites_remote(command: Command, _root: PurePosixPath) -> bool:
    arguments = command.arguments
    if command.name != "git" or "push" not in arguments:
        return False
    pushed = arguments[arguments.index("push") + 1 :]
    long = ("--force", "--mirror", "--delete", "--prune")
    return any(
        text.startswith(long) or re.fullmatch(r"-[a-zA-Z]*[fd][a-zA-Z]*", text) or re.match(r"[+:].", text)
        for text in pushed
    )


def _sends_secrets(command: Command, _root: PurePosixPath) -> bool:
    if command.name not in SENDERS:
        return False
    own = [
        text
        for before, text in zip(("", *command.arguments), command.arguments, strict=False)
        if before not in IDENTITY_OPTIONS
    ]
    given = [secret for text in (*own, *command.reads) for secret in secrets_in_word(text)]
    piped = [secret for source in command.sources for secret in secrets_in_command(source)]
    return bool(given or piped) or any(_dumps_environment(source) for source in command.sources)


def _dumps_environment(command: Command) -> bool:
    if any(re.fullmatch(r"/proc/[^/]+/environ", text) for text in (*command.arguments, *command.reads)):
        return True
    if command.name == "env":
        return not inner(command.words).commands
    lists = all(text in {"-p", "-x", "-px", "-xp"} for text in command.arguments)
    return command.name == "printenv" or (
        command.name in {"set", "export", "declare", "typeset"} and bool(command.words) and lists
    )


def _opens_shell(command: Command, _root: PurePosixPath) -> bool:
    files = (*command.reads, *(word.text for word in command.writes))
    return any(text.startswith(("/dev/tcp/", "/dev/udp/")) for text in files) or (
        command.name in {"nc", "ncat", "netcat"} and _has_flag(command, "ec", "--exec", "--sh-exec")
    )


def _gains_privileges(command: Command, root: PurePosixPath) -> bool:
    if command.name in PRIVILEGED:
        return True
    if command.name == "chmod":
        sets_id = re.compile(r"[0-7]?[2-7][0-7]{3}|[augo,=+rwx-]*[+=][rwxX]*s[rwxst]*")
        return any(sets_id.fullmatch(text) for text in command.arguments) or (
            _has_flag(command, "R", "--recursive") and _touches_system(command, root)
        )
    return command.name in {"chown", "chgrp"} and _touches_system(command, root)


def _touches_system(command: Command, root: PurePosixPath) -> bool:
    places = (place(root, command.directory, text) for text in operands(command)[1:])
    return any(path is not None and is_precious(root, path) for path in places)


def _runs_download(command: Command, _root: PurePosixPath) -> bool:
    is_fed = any(source.name in FETCHERS for source in command.sources)
    return is_fed and _runs_what_it_gets(command)


def _runs_what_it_gets(command: Command) -> bool:
    if command.name in {"eval", "source", "."}:
        return True
    if command.name in SHELLS:
        found = inner(command.words)
        return found.runs_input or bool(found.code) or any("<(" in text for text in command.arguments)
    if not INTERPRETERS.fullmatch(command.name):
        return False
    programs = [text for text in command.arguments if text != "-"]
    return all(re.fullmatch(r"-[uBEsISW]+", text) for text in programs)


def _calls(commands: tuple[Command, ...], name: str) -> int:
    return sum(command.name == name for command in commands)


FLOOR = (
    Guard("it destroys a system folder, a home folder, or files outside the workspace", _destroys),
    Guard("it overwrites a disk", _formats),
    Guard("it rewrites or deletes what is in a remote repository", _rewrites_remote),
    Guard("it sends secrets over the network", _sends_secrets),
    Guard("it opens this machine to somebody else", _opens_shell),
    Guard("it changes users, privileges or the owners of system files", _gains_privileges),
    Guard("it runs a program straight from the network", _runs_download),
)
