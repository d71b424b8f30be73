"""What tests of the memory begin with; and the tester's own keyring, which no test asks."""

import os

import pytest

from command import NO_KEYRING
from notes import opened_notes

# Before anything imports the package `keyring`; what tests start inherits it.
os.environ["PYTHON_KEYRING_BACKEND"] = NO_KEYRING


@pytest.fixture
async def notes(tmp_path):
    async with opened_notes(tmp_path) as notes:
        yield notes


@pytest.fixture
def memory(notes):
    return notes.memory()
