"""Addresses as people write them."""

import pytest

from journeyman.errors import SettingsError
from journeyman.providers import Endpoint, ProviderName, guess_provider


@pytest.mark.parametrize(
    ("provider", "written", "base_url"),
    [
        ("ollama", "http://127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("ollama", "localhost:11434/v1/", "http://localhost:11434"),
        ("ollama", "http://0.0.0.0:11434/api/chat", "http://127.0.0.1:11434"),
        ("ollama", "http://host/ollama/v1/chat/completions", "http://host/ollama"),
        ("ollama", "", "http://127.0.0.1:11434"),
        ("ollama", "[::1]:11434", "http://[::1]:11434"),
        ("openai", "http://host:8000", "http://host:8000/v1"),
        ("openai", "HTTPS://Host/v1/", "https://host/v1"),
        ("openai", "https://host/v1/chat/completions/", "https://host/v1"),
        ("openai", "https://host/v1beta/openai", "https://host/v1beta/openai"),
        ("openai", "api.example.com", "https://api.example.com/v1"),
        ("openai", "192.168.1.5:8000/v1/models", "http://192.168.1.5:8000/v1"),
        ("lmstudio", "http://localhost:1234/api/v0/models", "http://localhost:1234/v1"),
        ("lmstudio", " http://localhost:1234 ", "http://localhost:1234/v1"),
        ("openrouter", "https://openrouter.ai", "https://openrouter.ai/api/v1"),
        ("openrouter", "https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1"),
        ("nim", "", "https://integrate.api.nvidia.com/v1"),
        ("scripted", "demo/recorded_run.json", "demo/recorded_run.json"),
    ],
)
def test_an_address_may_be_written_in_many_ways(provider, written, base_url):
    endpoint = Endpoint(provider, written)
    assert endpoint.base_url == base_url
    assert Endpoint(provider, base_url) == endpoint


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("ftp://host", "Write it like http://127.0.0.1:11434"),
        ("http://", "not the address of a model service"),
        ("http://host:port/", "is not an address"),
        ("http://ho st/", "not the address of a model service"),
        ("http://[::1", "is not an address"),
        ("http://a..b/v1", "is not an address"),
        (f"http://{'a' * 64}/v1", "is not an address"),
        ("https://me:secret@host/v1", "Leave user name and password out of host/v1"),
        ("https://host/v1?key=1", "Leave out what follows the path"),
    ],
)
def test_a_wrong_address_is_explained(written, complaint):
    with pytest.raises(SettingsError, match=complaint) as caught:
        Endpoint("openai", written)
    assert "secret" not in str(caught.value)


def test_a_key_is_never_shown():
    endpoint = Endpoint("openai", "http://host", "  sk-secret\n")
    assert endpoint.api_key == "sk-secret"
    assert "secret" not in repr(endpoint)


def test_a_key_that_no_header_can_hold_is_refused_unseen():
    with pytest.raises(SettingsError, match="Copy it again") as caught:
        Endpoint("openai", "http://host", "sk-sec\nret“")
    assert "ret" not in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "provider"),
    [
        ("http://127.0.0.1:11434", "ollama"),
        ("gpu-box:11434/v1", "ollama"),
        ("https://host/api/chat", "ollama"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("https://openrouter.ai.evil.example/v1", "openai"),
        ("https://integrate.api.nvidia.com/v1", "nim"),
        ("http://localhost:1234", "lmstudio"),
        ("http://localhost:8080/v1", "openai"),
        ("demo/recorded_run.json", "scripted"),
        ("C:\\demo\\recorded_run.json", "scripted"),
    ],
)
def test_an_address_tells_who_is_probably_there(base_url, provider):
    assert guess_provider(base_url) == provider


@pytest.mark.parametrize(
    ("provider", "url", "key"),
    [
        ("openrouter", "", "right"),
        ("openrouter", "https://openrouter.ai/api/v1", "right"),
        ("openrouter", "https://elsewhere.example/v1", ""),
        ("openrouter", "https://openrouter.ai.evil.example/api/v1", ""),
        ("openrouter", "http://openrouter.ai/api/v1", ""),
        ("lmstudio", "http://localhost:1234", "right"),
        ("openai", "http://127.0.0.1:8080", ""),
        ("ollama", "", ""),
    ],
)
def test_a_services_key_goes_to_that_service_alone(provider: ProviderName, url: str, key: str):
    variables = ("OPENROUTER_API_KEY", "OPENAI_API_KEY", "LM_API_TOKEN")

    assert Endpoint(provider, url).service_key(dict.fromkeys(variables, "right")) == key


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/\x1b[31m", "http://h\x1b]0;x\x07/v1", "http://h/\u202efdp"])
def test_an_address_cannot_drive_the_terminal(address: str):
    with pytest.raises(SettingsError, match="is not the address of a model service") as raised:
        Endpoint("openai", address)

    assert str(raised.value).isprintable()
