"""Tell files that hold passwords and keys from all others, by their names."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from .commands import Command

SECRET_NAMES = (
    *(".env", ".env.*", "*.env", ".envrc"),
    *("*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.ppk"),
    *("id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*"),
    *(".netrc", "_netrc", ".npmrc", ".pypirc", ".pgpass", ".my.cnf", ".htpasswd", ".vault-token"),
    *(".git-credentials", "credentials", "credentials.json", "client_secret*.json", "terraform.tfvars"),
    *("service-account*.json", "service_account*.json", "serviceaccount*.json"),
    *(".dockercfg", ".dockerconfigjson", ".terraformrc", ".s3cfg", ".boto"),
)
"""Patterns for the last part of a path, in lower case."""

PUBLIC_NAMES = (
    *(".env.example", ".env.sample", ".env.template", "example.env", "sample.env", "template.env"),
    "*.pub",
)
"""Exceptions: made to be shared."""

SECRET_FOLDERS = frozenset({".ssh", ".aws", ".gnupg", ".kube", ".azure"})

SECRET_GLOBS = (
    *(name for name in SECRET_NAMES if name != ".env.*"),
    # A glob cannot name an exception, so these spell out `.env.*` without .example, .sample, .template.
    *(".env.[!est]*", ".env.e[!x]*", ".env.s[!a]*", ".env.t[!e]*", ".env.te[!m]*"),
    *(f"**/{folder}/**" for folder in sorted(SECRET_FOLDERS)),
)
"""Globs as in .gitignore for a search to leave out; case is to be ignored. They also name a few files
that are no secrets, such as `id_rsa.pub` and those in a folder called `credentials`."""

INTERPRETERS = re.compile(r"(?:python|node|deno|bun|perl|ruby|php|awk|gawk|lua)[\d.]*")
# A file of this name is secret, but the word is usual in commands: `grep credentials src`.
USUAL_WORDS = frozenset({"credentials"})
WELL_KNOWN = (".env", ".netrc", ".npmrc", ".pypirc", ".git-credentials", "id_rsa", "id_ed25519")
"""What a wildcard is tried against."""


def is_secret(path: PurePosixPath) -> bool:
    """Whether a file of this name usually holds passwords or keys. Case is ignored."""
    parts = [part.lower() for part in path.parts]
    if not parts or any(fnmatchcase(parts[-1], name) for name in PUBLIC_NAMES):
        return False
    in_folder = not SECRET_FOLDERS.isdisjoint(parts[:-1])
    return in_folder or any(fnmatchcase(parts[-1], name) for name in SECRET_NAMES)


def reaches_for_secrets(pattern: PurePosixPath) -> bool:
    """Whether a path with wildcards is meant for secret files: `**/.env`, `*.pem`, `.e*`, but not `**`."""
    return is_secret(pattern) or _finds_secret(pattern.name)


def secrets_in_word(word: str) -> Iterator[str]:
    """Yield the secret files that a word of a command names, also in `--file=.env` and `host:.env`."""
    for piece in {word, *re.split(r"[=@:,]", word)}:
        path = PurePosixPath(piece)
        if piece in USUAL_WORDS or piece.startswith("-"):
            continue
        if reaches_for_secrets(path) or path.name in SECRET_FOLDERS:
            yield piece


def secrets_in_code(code: str) -> Iterator[str]:
    """Yield the secret files that a program's text names: `open('.env')`."""
    for piece in re.findall(r"[\w./~-]+", code):
        path = PurePosixPath(piece)
        # `config.env` is an attribute more often than a file.
        if path.name.startswith((".", "id_")) and is_secret(path):
            yield piece


def _finds_secret(name: str) -> bool:
    """Whether a wildcard such as `.e*` or `id_*` reaches for a secret file."""
    prefix = re.split(r"[*?\[]", name, maxsplit=1)[0]
    reaches = any(fnmatchcase(secret, name) for secret in WELL_KNOWN)
    return reaches and len(prefix) >= 2 and prefix != name


def secrets_in_command(command: Command) -> Iterator[str]:
    """Yield the secret files that a command names as arguments, redirections or in a program's text."""
    for word in (*command.arguments, *command.reads, *(target.text for target in command.writes)):
        yield from secrets_in_word(word)
        if INTERPRETERS.fullmatch(command.name):
            yield from secrets_in_code(word)
