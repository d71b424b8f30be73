"""Where a key comes from, as `doctor` says it."""

import pytest

from journeyman.cli.models import key_source
from journeyman.providers import Endpoint
from journeyman.settings import load_settings

HOME = "https://openrouter.ai/api/v1"


@pytest.mark.parametrize(
    ("key", "environment", "expected"),
    [
        ("", {"OPENROUTER_API_KEY": "other"}, ""),
        ("k1", {"OPENROUTER_API_KEY": " k1 "}, "key from OPENROUTER_API_KEY"),
        ("k1", {"JOURNEYMAN_API_KEY": "k1", "OPENROUTER_API_KEY": "k2"}, "key from JOURNEYMAN_API_KEY"),
        ("k1", {"OPENROUTER_API_KEY": "k2"}, "key from the keyring"),
        ("k1", {}, "key from the keyring"),
    ],
)
def test_the_source_of_a_key_is_named_and_never_the_key(key, environment, expected, tmp_path):
    environment = {"JOURNEYMAN_HOME": str(tmp_path), **environment}
    loaded = load_settings(environment=environment, workspace=None, overrides={})

    assert key_source(Endpoint("openrouter", HOME, key), loaded, environment) == expected
