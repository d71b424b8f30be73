"""Changing the user's settings file, and nothing else in it."""

import errno
import os
import stat
from pathlib import Path

import pytest

from journeyman.errors import SettingsError
from journeyman.settings.writing import OptionChange, plan_change, shown, write_change

KEY = "sk-very-secret"
WELL_KEPT = f"""\
# My settings. Touch with care!
provider   =   'ollama'\t# the big machine

api_key = "{KEY}"
deny = [
  "run_command(git push *)",  # never
]
max_steps = 1_0

# The end.
"""


@pytest.fixture
def file(tmp_path: Path):
    return tmp_path / "config" / "settings.toml"


def write(file: Path, text: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def change(file: Path, **values):
    planned = plan_change(file, values)
    write_change(planned)
    return planned


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'model = "m"\n'),
        ("# Only this.\n", '# Only this.\nmodel = "m"\n'),
        ("max_steps = 5", 'max_steps = 5\nmodel = "m"\n'),
        ("model = 'x' # why\n", 'model = "m" # why\n'),
        ("\"model\"   =  'x'\n", '"model"   =  "m"\n'),
        ("# a\r\nmodel='x'\r\n\r\nmax_steps=5\r\n", '# a\r\nmodel="m"\r\n\r\nmax_steps=5\r\n'),
        ("max_steps=5\r\n", 'max_steps=5\r\nmodel = "m"\r\n'),
        ("\ufeffmax_steps=5\n", '\ufeffmax_steps=5\nmodel = "m"\n'),
        ("max_steps = 5\n\n[strange]\nmodel = 'x'\n", "max_steps = 5\nmodel = \"m\"\n\n[strange]\nmodel = 'x'\n"),
        (WELL_KEPT, WELL_KEPT + 'model = "m"\n'),
    ],
)
def test_one_option_changes_and_all_else_stays_byte_for_byte(file, before, after):
    change(write(file, before), model="m")

    assert file.read_bytes().decode() == after


def test_a_changed_value_keeps_its_place_its_spaces_and_its_comment(file):
    planned = change(write(file, WELL_KEPT), provider="openrouter", max_steps=None)

    expected = WELL_KEPT.replace("'ollama'", '"openrouter"').replace("max_steps = 1_0\n", "")
    assert file.read_text() == expected
    assert planned.options == (OptionChange("provider", "ollama", "openrouter"), OptionChange("max_steps", 10, None))


def test_nothing_is_written_if_nothing_changes(file):
    write(file, WELL_KEPT)
    before = file.stat()

    planned = change(file, provider="ollama", model=None)

    assert planned.options == ()
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert file.stat().st_ino == before.st_ino


def test_a_new_file_is_for_the_user_alone(file):
    planned = change(file, provider="ollama", endpoint="http://127.0.0.1:11434", context_window=8192)

    assert file.read_text() == 'provider = "ollama"\nendpoint = "http://127.0.0.1:11434"\ncontext_window = 8192\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [shown(each.old) for each in planned.options] == ["unset"] * 3
    assert list(file.parent.iterdir()) == [file]


def test_the_mode_of_a_file_stays(file):
    write(file, WELL_KEPT).chmod(0o640)

    change(file, model="m")

    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_link_stays_a_link(file, tmp_path):
    kept = write(tmp_path / "dotfiles" / "settings.toml", "max_steps = 5\n")
    file.parent.mkdir()
    file.symlink_to(kept)

    change(file, model="m")

    assert file.is_symlink()
    assert kept.read_text() == 'max_steps = 5\nmodel = "m"\n'


@pytest.mark.parametrize("value", ['a"b', "a\\b", "ä€🎈", "a\nb", "'", "\x00\x1b"])
def test_whatever_a_value_holds_is_read_as_it_was_meant(file, value):
    change(file, model=value)

    assert plan_change(file, {"model": value}).options == ()


@pytest.mark.parametrize("option", ["api_key", "honcho_key"])
def test_no_key_is_ever_written(file, option):
    with pytest.raises(AssertionError):
        plan_change(file, {option: KEY})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("model = ", "is not valid TOML"),
        ("model = 'a'\nmodel = 'b'\n", "is not valid TOML"),
        (b"model = '\xff'\n", r"is not UTF-8 text \(byte 9\)"),
    ],
)
def test_a_broken_file_is_refused_and_stays(file, text, complaint):
    before = write(file, text).read_bytes()

    with pytest.raises(SettingsError, match=complaint):
        change(file, provider="ollama")

    assert file.read_bytes() == before


def test_what_may_not_be_written_is_refused(file):
    write(file, WELL_KEPT).chmod(0o400)

    with pytest.raises(SettingsError, match=r"may not be written.*chmod"):
        change(file, model="m")

    assert file.read_text() == WELL_KEPT


def test_what_is_no_file_is_refused(file):
    file.mkdir(parents=True)

    with pytest.raises(SettingsError, match="is no file"):
        change(file, model="m")


def test_a_link_in_a_circle_is_refused(file):
    file.parent.mkdir()
    file.symlink_to(file)

    with pytest.raises(SettingsError, match="cannot be read"):
        change(file, model="m")


def test_a_file_that_changed_meanwhile_is_left_alone(file):
    planned = plan_change(write(file, WELL_KEPT), {"model": "m"})
    write(file, "model = 'of somebody else'\n")

    with pytest.raises(SettingsError, match="changed by another program"):
        write_change(planned)

    assert file.read_text() == "model = 'of somebody else'\n"


def test_a_full_disk_loses_nothing(file, monkeypatch):
    def full(number):
        raise OSError(errno.ENOSPC, "No space left on device")

    write(file, WELL_KEPT)
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(SettingsError, match=r'No space left on device. It is as it was.*provider = "nim"') as error:
        change(file, provider="nim")

    assert file.read_text() == WELL_KEPT
    assert list(file.parent.iterdir()) == [file]
    assert KEY not in str(error.value)


def test_a_folder_that_cannot_be_made_is_told(file):
    file.parent.write_text("a file where the folder should be")

    with pytest.raises(SettingsError, match="cannot be"):
        change(file, model="m")


def test_a_name_that_no_file_can_hold_is_told_before_anything_is_written(file: Path):
    with pytest.raises(SettingsError, match="cannot be changed"):
        plan_change(file, {"model": "half of a pair \ud800"})

    assert not file.exists()
