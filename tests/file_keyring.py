"""A keyring for tests that outlives a process: a file of JSON, named in FILE_KEYRING."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write(self._read() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        del kept[f"{service} {username}"]
        self._write(kept)

    def _read(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _write(self, kept: dict[str, str]) -> None:
        self._path.write_text(json.dumps(kept))

    @property
    def _path(self) -> Path:
        return Path(os.environ["FILE_KEYRING"])
