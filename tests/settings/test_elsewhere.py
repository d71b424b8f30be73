"""A name of a model may say at which other service it is."""

import pytest
from pydantic import SecretStr

from journeyman.errors import SettingsError
from journeyman.settings import Settings, settings_for

MINE = Settings(provider="openrouter", model="a", api_key=SecretStr("sk-1"), context_window=128_000, thinking="high")


@pytest.mark.parametrize(
    ("name", "model", "provider", "endpoint"),
    [
        ("qwen3.5:9b@ollama", "qwen3.5:9b", "ollama", None),
        ("qwen/qwen3@openrouter", "qwen/qwen3", "openrouter", None),
        ("anthropic.claude-v2:0@bedrock", "anthropic.claude-v2:0", "bedrock", None),
        ("qwen3-4b@q4_k_m@lmstudio", "qwen3-4b@q4_k_m", "lmstudio", None),
        ("qwen@http://127.0.0.1:8080/v1", "qwen", None, "http://127.0.0.1:8080/v1"),
        ("qwen@q4@https://models.example.com", "qwen@q4", None, "https://models.example.com"),
    ],
)
def test_a_service_behind_the_name_is_asked_without_the_key_for_another(name, model, provider, endpoint):
    there = settings_for(MINE, name)

    assert (there.model, there.provider, there.endpoint) == (model, provider, endpoint)
    assert there.api_key is None
    assert there.context_window is None
    assert there.thinking == "high"


@pytest.mark.parametrize("name", ["b", "qwen3-4b@q4_k_m", "a@b.example.com", "@ollama", "x@scripted"])
def test_any_other_name_is_one_at_the_same_service(name):
    assert settings_for(MINE, name) == MINE.model_copy(update={"model": name})


@pytest.mark.parametrize("option", ["learning_model", "compaction_model", "embedding_model", "fallback_models"])
def test_a_password_in_an_address_is_refused(load, option):
    name = "m@https://me:secret@models.example.com"
    with pytest.raises(SettingsError, match=f"`{option}` must not hold a name and password") as error:
        load(**{option: [name] if option == "fallback_models" else name})

    assert "secret" not in str(error.value)
