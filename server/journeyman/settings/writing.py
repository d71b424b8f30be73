"""Change options in the user's own `settings.toml`, and leave everything else in it as it is."""

import os
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from .options import Settings

SECRETS = frozenset({"api_key", "honcho_key"})
"""Never written: files are read by more than one program, copied and committed."""
NEW_FILE_MODE = 0o600
BYTE_ORDER_MARK = "\ufeff"

Value = str | int
"""What may be written. None, in its place, removes an option."""


@dataclass(frozen=True, slots=True)
class OptionChange:
    """What a change does to one option."""

    option: str
    old: object
    """None if it is not set."""
    new: Value | None


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change of the file, not made yet; `write_change` makes it."""

    path: Path
    """The file itself, where the settings lie behind a link."""
    options: tuple[OptionChange, ...]
    """Those that really change; empty if there is nothing to do."""
    before: str | None
    """The whole text; None if there is no file."""
    after: str


def plan_change(path: Path, values: Mapping[str, Value | None]) -> PlannedChange:
    """Return what giving options these values does to the file.

    Raises:
        SettingsError: the file cannot be read, is not valid TOML, or is not ours to write.
    """
    assert values.keys() <= set(Settings.model_fields) - SECRETS
    path = _real(path)
    before = _read(path)
    mark = BYTE_ORDER_MARK if (before or "").startswith(BYTE_ORDER_MARK) else ""
    text = (before or "").removeprefix(mark)
    # tomllib reads the settings, so its word counts.
    old = _parse(path, text)
    changes = tuple(OptionChange(name, old.get(name), new) for name, new in values.items() if old.get(name) != new)
    after = mark + _edited(path, text, changes) if changes else before or ""
    return PlannedChange(path, changes, before, after)


def write_change(change: PlannedChange) -> None:
    """Make a change, whole or not at all.

    Raises:
        SettingsError: the file has changed meanwhile, or cannot be written; it is as it was.
    """
    if not change.options:
        return
    path = change.path
    if _read(path) != change.before:
        raise SettingsError(f"{path} was changed by another program meanwhile, and is left as it is. Try again.")
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(path.stat().st_mode) if change.before is not None else NEW_FILE_MODE
        # Beside the file: only within a file system is it replaced at once.
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.write(change.after)
            file.flush()
            os.fsync(number)
        temporary.chmod(mode)
        temporary.replace(path)
        temporary = None
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"{path} cannot be written: {reason}. It is as it was. {_by_hand(change)}") from error
    finally:
        if temporary:
            with suppress(OSError):
                temporary.unlink()


def shown(value: object) -> str:
    """Return a value as it stands in the file, and `unset` for none."""
    import tomlkit  # noqa: PLC0415

    return "unset" if value is None else tomlkit.item(value).as_string()


def _real(path: Path) -> Path:
    """Follow links, as those that keep their settings in a repository have: the link is not to be replaced."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}. Remove it, or correct the link.") from error


def _read(path: Path) -> str | None:
    try:
        # Without `newline`, the ends of lines would come out otherwise than they went in.
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise SettingsError(f"{path} is no file. Remove it, then try again.")
        if not mode & stat.S_IWUSR or not os.access(path, os.W_OK):
            raise SettingsError(f"{path} may not be written. Allow it (`chmod u+w`), or change the file yourself.")
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text (byte {error.start}). Correct it, then try again.") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}. Correct that, then try again.") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct it, then try again.") from None


def _edited(path: Path, text: str, changes: tuple[OptionChange, ...]) -> str:
    # Only what changes settings needs it.
    import tomlkit  # noqa: PLC0415
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    expected = _parse(path, text)
    for change in changes:
        expected.pop(change.option, None)
    expected |= {change.option: change.new for change in changes if change.new is not None}
    try:
        document = tomlkit.parse(text)
        for change in changes:
            if change.new is None:
                del document[change.option]
            else:
                value = tomlkit.item(change.new)
                value.trivia.trail = "\r\n" if "\r\n" in text else "\n"
                document[change.option] = value
        edited = tomlkit.dumps(document)
        # Half of a surrogate pair, which a service may name a model with, has no place in UTF-8.
        edited.encode("utf-8")
    except (TOMLKitError, UnicodeEncodeError) as error:
        raise SettingsError(f"{path} cannot be changed: {error}. Change it yourself.") from error
    # Whatever that library makes of a strange file, nothing else in it may change.
    if _parse(path, edited) != expected:
        raise SettingsError(f"{path} cannot be changed without changing more of it. Change it yourself.")
    return edited


def _by_hand(change: PlannedChange) -> str:
    told = ", ".join(f"{each.option} = {shown(each.new)}" for each in change.options if each.new is not None)
    return f"Make room, or write it yourself: {told}."
