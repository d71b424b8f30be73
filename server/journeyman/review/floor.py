"""The floor, which no rule and no mode lets through, and the doubts, which a person should look at."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from .commands import Command, Script
from .places import is_precious, place, without_wildcard
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
DISK_TOOLS = re.compile(r"mkfs.*|wipefs|blkdiscard|fdisk|sfdisk|sgdisk|parted|mkswap")
INTERPRETERS = re.compile(r"(?:python|node|perl|ruby|php|lua)[\d.]*")
DISKS = re.compile(r"/dev/(?!(?:null|zero|full|random|urandom|stdout|stderr|stdin|tty|shm|fd|tcp|udp)(?:/|$)).+")
SETS_ID = re.compile(r"[0-7]?[2-7][0-7]{3}|[augo,=+rwx-]*[+=][rwxX]*s[rwxst]*")
"""A mode of `chmod` that lets others run a file with its owner's rights."""
FORCED_PUSH = ("--force", "--force-with-lease", "--force-if-includes", "--mirror", "--delete", "--prune")

WRITES_EVERYWHERE = frozenset("rm rmdir mkdir touch mv tee truncate shred unlink".split())
WRITES_BEHIND_FIRST = frozenset("chmod chown chgrp".split())
WRITES_LAST = frozenset("cp ln install rsync".split())


def floor(script: Script, root: PurePosixPath) -> str:
    """Return why `script` must never run in the workspace folder `root`; "" if it may."""
    if script.bombs:
        return "it starts copies of itself without end"
    for reason, catches in FLOOR.items():
        if any(catches(command, root) for command in script.commands):
            return reason
    return ""


def doubt(script: Script, root: PurePosixPath) -> str:
    """Return why the user should look at `script` before it runs; "" if there is no reason."""
    if script.unclear:
        return script.unclear
    for command in script.commands:
        for path in written(command):
            found = place(root, command.directory, path)
            if found is None:
                return f"it changes `{path}`, whose place is known only when it runs"
            if command.name == "rm" and without_wildcard(found) == root:
                return f"it removes everything in `{path}`"
            if not found.is_relative_to(root):
                return f"it changes `{path}`, outside the workspace"
            if ".git" in found.relative_to(root).parts:
                return f"it changes `{path}`, inside Git's own folder"
    return ""


def written(command: Command) -> Iterator[str]:
    """Yield the paths that a command writes to or removes, as far as its words say so."""
    yield from command.writes
    if command.name in WRITES_EVERYWHERE:
        yield from _operands(command)
    elif command.name in WRITES_BEHIND_FIRST:
        yield from _operands(command)[1:]
    elif command.name in WRITES_LAST:
        yield from _operands(command)[-1:]
    elif command.name == "dd":
        yield from (text.removeprefix("of=") for text in command.arguments if text.startswith("of="))


def _operands(command: Command) -> list[str]:
    """The arguments that are no options."""
    arguments = list(command.arguments)
    split = arguments.index("--") if "--" in arguments else len(arguments)
    return [text for text in arguments[:split] if not text.startswith("-")] + arguments[split + 1 :]


def _has_flag(command: Command, letters: str, *names: str) -> bool:
    short = re.compile(f"-[a-zA-Z]*[{letters}][a-zA-Z]*")
    return any(short.fullmatch(text) or text.split("=")[0] in names for text in command.arguments)


def _destroys(command: Command, root: PurePosixPath) -> bool:
    if command.name != "rm" or not _has_flag(command, "rR", "--recursive"):
        return False
    for path in _operands(command):
        found = place(root, command.directory, path)
        climbs = ".." in PurePosixPath(path).parts and not path.startswith(("/", "~", "$"))
        if found and (is_precious(root, found) or (climbs and not found.is_relative_to(root))):
            return True
    return False


def _formats(command: Command, root: PurePosixPath) -> bool:
    erases = command.name == "diskutil" and any(text.startswith("erase") for text in command.arguments)
    places = (place(root, command.directory, path) for path in written(command))
    return erases or bool(DISK_TOOLS.fullmatch(command.name)) or any(DISKS.fullmatch(str(path)) for path in places)


def _rewrites_remote(command: Command, _root: PurePosixPath) -> bool:
    return (
        command.name == "git"
        and "push" in command.arguments
        and (_has_flag(command, "fd", *FORCED_PUSH) or any(re.match("[+:].", text) for text in command.arguments))
    )


def _sends_secrets(command: Command, _root: PurePosixPath) -> bool:
    if command.name not in SENDERS:
        return False
    pairs = zip(("", *command.arguments), command.arguments, strict=False)
    own = [text for before, text in pairs if before not in IDENTITY_OPTIONS]
    sent = [secret for text in (*own, *command.reads) for secret in secrets_in_word(text)]
    piped = [secret for source in command.sources for secret in secrets_in_command(source)]
    return bool(sent or piped) or any(_dumps_environment(source) for source in command.sources)


def _dumps_environment(command: Command) -> bool:
    if any(re.fullmatch("/proc/[^/]+/environ", text) for text in (*command.arguments, *command.reads)):
        return True
    if command.name == "env":
        return not inner(command.words).commands
    lists = all(text in {"-p", "-x", "-px", "-xp"} for text in command.arguments)
    return command.name == "printenv" or (lists and command.name in {"set", "export", "declare", "typeset"})


def _opens_shell(command: Command, _root: PurePosixPath) -> bool:
    connects = any(text.startswith(("/dev/tcp/", "/dev/udp/")) for text in (*command.reads, *command.writes))
    listens = command.name in {"nc", "ncat", "netcat"} and _has_flag(command, "ec", "--exec", "--sh-exec")
    return connects or listens


def _gains_privileges(command: Command, root: PurePosixPath) -> bool:
    name = command.name
    sets_id = name == "chmod" and any(SETS_ID.fullmatch(text) for text in command.arguments)
    reaches_far = name in {"chown", "chgrp"} or (name == "chmod" and _has_flag(command, "R", "--recursive"))
    places = (place(root, command.directory, text) for text in _operands(command)[1:])
    return (
        name in PRIVILEGED or sets_id or (reaches_far and any(found and is_precious(root, found) for found in places))
    )


def _runs_download(command: Command, _root: PurePosixPath) -> bool:
    if not any(source.name in FETCHERS for source in command.sources):
        return False
    if command.name in SHELLS:
        found = inner(command.words)
        return found.runs_input or bool(found.code) or any("<(" in text for text in command.arguments)
    if INTERPRETERS.fullmatch(command.name):
        return all(re.fullmatch("-|-[uBEsISW]+", text) for text in command.arguments)
    return command.name in {"eval", "source", "."}


FLOOR: dict[str, Callable[[Command, PurePosixPath], bool]] = {
    "it destroys a system folder, a home folder, or files outside the workspace": _destroys,
    "it overwrites a disk": _formats,
    "it rewrites or deletes what is in a remote repository": _rewrites_remote,
    "it sends secrets over the network": _sends_secrets,
    "it opens this machine to somebody else": _opens_shell,
    "it changes users, privileges or the owners of system files": _gains_privileges,
    "it runs a program straight from the network": _runs_download,
}
"""What must never happen, and whether a command in the workspace folder would do it."""
