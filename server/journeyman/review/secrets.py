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
WELL_KNOWN = (".env", ".netrc", ".npmrc", ".pypirc", ".git-credentials", "id_rsa", "id_ed25519")
"""What a wildcard is tried against."""


def is_secret(path: PurePosixPath) -> bool:
    """Whether a file of this name usually holds passwords or keys. Case is ignored."""
    *folders, name = [part.lower() for part in path.parts] or [""]
    if any(fnmatchcase(name, public) for public in PUBLIC_NAMES):
        return False
    return not SECRET_FOLDERS.isdisjoint(folders) or any(fnmatchcase(name, secret) for secret in SECRET_NAMES)


def reaches_for_secrets(pattern: PurePosixPath) -> bool:
    """Whether a path with wildcards is meant for secret files: `**/.env`, `*.pem`, `.e*`, but not `**`."""
    begins = re.match(r"[^*?\[]{2}", pattern.name)
    return is_secret(pattern) or bool(begins and any(fnmatchcase(name, pattern.name) for name in WELL_KNOWN))


def secrets_in_command(command: Command) -> Iterator[str]:
    """Yield the secret files that a command names as arguments, redirections or in a program's text."""
    for word in (*command.arguments, *command.reads, *command.writes):
        yield from secrets_in_word(word)
        if INTERPRETERS.fullmatch(command.name):
            # `open('.env')`; but `config.env` is an attribute more often than a file.
            names = (PurePosixPath(piece) for piece in re.findall(r"[\w./~-]+", word))
            yield from (str(path) for path in names if path.name.startswith((".", "id_")) and is_secret(path))


def secrets_in_word(word: str) -> Iterator[str]:
    """Yield the secret files that a word of a command names, also in `--file=.env` and `host:.env`."""
    for piece in {word, *re.split(r"[=@:,]", word)}:
        path = PurePosixPath(piece)
        # A file called `credentials` is secret, but the word is usual: `grep credentials src`.
        is_file = piece != "credentials" and not piece.startswith("-")
        if is_file and (reaches_for_secrets(path) or path.name in SECRET_FOLDERS):
            yield piece
