"""Where Bedrock is, and who may have its key."""

import pytest

from journeyman.providers import Endpoint, find_endpoints, guess_provider

HOME = "https://bedrock-runtime.amazonaws.com"
PATH = "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream"


@pytest.mark.parametrize(
    ("written", "base_url"),
    [
        ("", HOME),
        ("bedrock-runtime.eu-west-1.amazonaws.com/", "https://bedrock-runtime.eu-west-1.amazonaws.com"),
        (f"https://bedrock-runtime.eu-west-1.amazonaws.com{PATH}", "https://bedrock-runtime.eu-west-1.amazonaws.com"),
    ],
)
def test_an_address_may_be_written_in_many_ways(written: str, base_url: str):
    assert Endpoint("bedrock", written).base_url == base_url


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        (HOME, "bedrock"),
        ("https://bedrock-runtime.eu-west-1.amazonaws.com", "bedrock"),
        ("https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1", "openai"),
        ("https://bedrock-runtime.eu-west-1.amazonaws.com.evil.example", "openai"),
        ("https://bedrock-runtime.evil.amazonaws.com", "openai"),
    ],
)
def test_an_address_tells_bedrock(url: str, provider: str):
    assert guess_provider(url) == provider


@pytest.mark.parametrize(
    ("url", "key"),
    [("", "right"), ("https://bedrock-runtime.eu-west-1.amazonaws.com", "right"), ("https://evil.example", "")],
)
def test_the_key_goes_to_bedrock_alone_in_whatever_region(url: str, key: str):
    assert Endpoint("bedrock", url).service_key({"AWS_BEARER_TOKEN_BEDROCK": "right"}) == key


@pytest.mark.parametrize(
    ("url", "region", "base_url"),
    [
        ("", "eu-west-1", "https://bedrock-runtime.eu-west-1.amazonaws.com"),
        ("", "evil.example/", HOME),
        ("https://mine.example", "eu-west-1", "https://mine.example"),
    ],
)
def test_the_environment_names_the_region(url: str, region: str, base_url: str):
    assert Endpoint("bedrock", url).placed({"AWS_REGION": region}).base_url == base_url


async def test_a_key_in_the_environment_is_a_service_to_be_had():
    environment = {"AWS_BEARER_TOKEN_BEDROCK": "ABSK-key", "AWS_REGION": "eu-west-1"}
    assert await find_endpoints(environment, ports=()) == [
        Endpoint("bedrock", "https://bedrock-runtime.eu-west-1.amazonaws.com", "ABSK-key")
    ]
