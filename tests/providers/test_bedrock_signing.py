"""Requests to Bedrock are signed with the credentials that AWS's own tools would use."""

import logging
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from journeyman.agent.messages import AssistantMessage, Usage, UserMessage
from journeyman.errors import ProviderRefused
from journeyman.providers import Endpoint, list_models, open_provider
from journeyman.providers.bedrock_signing import placed
from providers.asking import HELLO, HURRIED, ask, opened, recorded
from providers.fake_service import FakeService, Heard, Says, fake_service, says_json

MODEL = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
PATH = "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream"
TEXT = Says([recorded("bedrock", "text.eventstream")])
EXPIRED = says_json(
    {"message": "The security token included in the request is expired"},
    403,
    **{"x-amzn-ErrorType": "ExpiredTokenException:http://internal.amazon.com/"},
)


class Machine:
    """A machine with AWS's tools: only what a test says is set."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        for name in "AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_BEARER_TOKEN_BEDROCK".split():
            monkeypatch.delenv(name, raising=False)
        for name in "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN".split():
            monkeypatch.delenv(name, raising=False)
        self.set(HOME=str(folder), USERPROFILE=str(folder), AWS_EC2_METADATA_DISABLED="true")
        self.set(AWS_CONFIG_FILE=str(folder / "config"), AWS_SHARED_CREDENTIALS_FILE=str(folder / "credentials"))

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)

    def write(self, name: str, *lines: str) -> None:
        (self.folder / name).write_text("\n".join(lines))

    def write_key(self, number: int) -> None:
        self.write("credentials", "[default]", f"aws_access_key_id = AKIA{number}", "aws_secret_access_key = wJalrXU")

    def lose_library(self) -> None:
        self._monkeypatch.setitem(sys.modules, "botocore", None)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def answering(*answers: Says):
    return opened({PATH: list(answers)}, "bedrock", model=MODEL)


def expected_signature(service: FakeService, heard: Heard, credentials: Credentials, region: str) -> str:
    """Return the header that AWS's library would send with a request."""
    names = heard.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    headers = {name: heard.headers[name] for name in names}
    request = AWSRequest(heard.method, service.url + heard.path, headers, heard.body)
    request.context["timestamp"] = heard.headers["x-amz-date"]
    auth = SigV4Auth(credentials, "bedrock", region)
    signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    return f"AWS4-HMAC-SHA256 Credential={auth.scope(request)}, SignedHeaders={';'.join(names)}, Signature={signature}"


def used_keys(service: FakeService) -> list[str]:
    return [heard.headers["authorization"].split("Credential=")[1].split("/")[0] for heard in service.heard]


async def test_a_request_is_signed_with_keys_from_the_environment(machine: Machine):
    machine.set(
        AWS_ACCESS_KEY_ID="AKIA1", AWS_SECRET_ACCESS_KEY="wJalrXU", AWS_SESSION_TOKEN="FwoG", AWS_REGION="eu-west-3"
    )
    request = replace(HELLO, messages=(UserMessage("Grüße \ud800 🙂"),))

    async with answering(TEXT) as (service, model):
        await ask(model.provider, request)

    heard = service.heard[0]
    assert heard.headers["authorization"] == expected_signature(
        service, heard, Credentials("AKIA1", "wJalrXU", "FwoG"), "eu-west-3"
    )
    assert heard.headers["x-amz-security-token"] == "FwoG"
    assert "content-type;host;x-amz-date;x-amz-security-token" in heard.headers["authorization"]


async def test_a_list_is_signed_with_keys_and_region_of_the_profile(machine: Machine):
    machine.set(AWS_PROFILE="work")
    machine.write("config", "[profile work]", "region = eu-central-1")
    machine.write("credentials", "[work]", "aws_access_key_id = AKIA2", "aws_secret_access_key = wJalrXU")
    empty = says_json({})
    routes = {"/foundation-models?byOutputModality=TEXT": empty, "/inference-profiles?maxResults=1000": empty}

    async with fake_service(routes) as service:
        await list_models(Endpoint("bedrock", service.url))

    assert len(service.heard) == 2
    for heard in service.heard:
        expected = expected_signature(service, heard, Credentials("AKIA2", "wJalrXU"), "eu-central-1")
        assert heard.headers["authorization"] == expected


async def test_each_try_is_signed_anew(machine: Machine):
    machine.write_key(1)
    throttled = Says([recorded("bedrock", "throttled.eventstream")])

    async with answering(throttled, TEXT) as (service, model):
        await ask(model.provider)

    credentials = Credentials("AKIA1", "wJalrXU")
    for heard in service.heard:
        assert heard.headers["authorization"] == expected_signature(service, heard, credentials, "us-east-1")


async def test_credentials_that_end_are_renewed(machine: Machine):
    script = machine.folder / "keys.py"
    script.write_text(
        "import json, pathlib, datetime\n"
        "counter = pathlib.Path(__file__).with_name('count')\n"
        "count = int(counter.read_text()) + 1 if counter.exists() else 1\n"
        "counter.write_text(str(count))\n"
        "end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=1)\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': f'AKIA{count}', 'SecretAccessKey': 's',\n"
        "                  'SessionToken': 't', 'Expiration': end.isoformat()}))\n"
    )
    machine.write("config", "[default]", f"credential_process = {sys.executable} {script}")

    async with answering(TEXT) as (service, model):
        await ask(model.provider)
        await ask(model.provider)

    first, second = used_keys(service)
    assert first != second


async def test_credentials_that_ended_early_are_looked_for_again(machine: Machine):
    machine.write_key(1)
    async with answering(EXPIRED, TEXT) as (service, model):
        machine.write_key(2)
        answer = await ask(model.provider)

    assert answer == AssistantMessage("Hello, wörld", usage=Usage(7, 3))
    assert used_keys(service) == ["AKIA1", "AKIA2"]


async def test_credentials_that_have_ended_say_how_to_renew_them(machine: Machine):
    machine.write_key(1)
    async with answering(EXPIRED) as (service, model):
        with pytest.raises(ProviderRefused, match=r"their time is over\. Run `aws sso login`"):
            await ask(model.provider)
    assert len(service.heard) == 1


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ((), r"No AWS credentials were found .*Set AWS_PROFILE, run `aws configure` or `aws sso login`"),
        (("[profile work]",), "No AWS credentials were found"),
        (
            (
                "[profile work]",
                "sso_session = x",
                "sso_account_id = 1",
                "sso_role_name = r",
                "[sso-session x]",
                "sso_start_url = https://x.awsapps.com/start",
                "sso_region = eu-west-1",
            ),
            "Run `aws sso login`",
        ),
        (
            ("[profile work]", f"credential_process = {sys.executable} -c 'raise SystemExit(1)'"),
            r"cannot be used: .*Run `aws sso login`, or check AWS_PROFILE",
        ),
        (("[profile other]", "region = eu-west-1"), r"profile \(work\) could not be found"),
    ],
)
async def test_without_credentials_the_user_learns_how_to_get_some(machine: Machine, config, complaint):
    if config:
        machine.set(AWS_PROFILE="work")
        machine.write("config", *config)
    with pytest.raises(ProviderRefused, match=complaint):
        async with answering(TEXT):
            pass


async def test_without_the_library_nothing_is_signed(machine: Machine):
    machine.lose_library()
    with pytest.raises(ProviderRefused, match=r"Run: pip install 'journeyman\[bedrock\]'; or set AWS_BEARER_TOKEN_BED"):
        async with answering(TEXT):
            pass


async def test_without_the_library_a_key_still_gets_answers_in_one_piece(machine: Machine):
    machine.lose_library()
    whole = Says([recorded("bedrock", "whole.json")])
    async with opened({"/model/m/converse": whole}, "bedrock", api_key="ABSK-key") as (service, model):
        answer = await ask(model.provider)
    assert (answer.text, len(answer.tool_calls)) == ("I look.", 2)
    assert service.heard[0].headers["authorization"] == "Bearer ABSK-key"


@pytest.mark.parametrize("said", [b"<html>Sign in</html>", b"{}", b'{"message": "Who are you?"}'])
async def test_what_is_no_answer_in_one_piece_is_told(machine: Machine, said: bytes):
    machine.lose_library()
    async with opened({"/model/m/converse": Says([said])}, "bedrock", api_key="k") as (_, model):
        with pytest.raises(ProviderRefused, match="in no format of a model service"):
            await ask(model.provider)


async def test_tokens_are_not_logged(machine: Machine, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    machine.set(AWS_ACCESS_KEY_ID="AKIA1", AWS_SECRET_ACCESS_KEY="wJalrXU", AWS_SESSION_TOKEN="FwoGtoken")
    async with answering(TEXT) as (_, model):
        await ask(model.provider)
    assert "FwoGtoken" not in caplog.text


@pytest.mark.parametrize(
    ("address", "variables", "found"),
    [
        ("https://bedrock-runtime.ap-southeast-2.amazonaws.com", {"AWS_REGION": "eu-west-1"}, "ap-southeast-2"),
        ("https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com", {}, "us-gov-west-1"),
        ("https://vpce-0a.bedrock-runtime.eu-west-1.vpce.amazonaws.com", {}, "eu-west-1"),
        ("", {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-1"),
        ("", {"AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-2"),
        ("http://127.0.0.1:8000", {"AWS_REGION": "eu-west-1"}, "eu-west-1"),
        ("http://127.0.0.1:8000", {}, "us-east-1"),
    ],
)
async def test_a_region_is_found_in_the_address_or_around_it(machine: Machine, address: str, variables, found: str):
    machine.set(**variables)
    endpoint, region = await placed(Endpoint("bedrock", address))
    assert region == found
    assert endpoint.base_url == (address or f"https://bedrock-runtime.{found}.amazonaws.com")


async def test_without_a_region_the_user_learns_how_to_name_one(machine: Machine):
    with pytest.raises(ProviderRefused, match=r"Set AWS_REGION to one that has Bedrock"):
        await open_provider(Endpoint("bedrock", "", "k"), "m", patience=HURRIED)


@pytest.mark.parametrize(
    "address",
    [
        "https://bedrock-runtime.us-east-1.evil.example",
        "https://bedrock-runtime.us-east-1.amazonaws.com.evil.example",
        "https://evil.example/bedrock-runtime.us-east-1.amazonaws.com",
        "https://bedrock.execute-api.us-east-1.amazonaws.com",
        "https://x.bedrock.us-east-1.amazonaws.com",
        "http://bedrock-runtime.us-east-1.amazonaws.com",
    ],
)
async def test_nothing_is_signed_for_others_than_aws(machine: Machine, address: str):
    machine.write_key(1)
    with pytest.raises(ProviderRefused, match="nothing is signed for it with your AWS credentials"):
        await open_provider(Endpoint("bedrock", address), MODEL)


async def test_a_region_that_is_none_leads_nowhere(machine: Machine):
    machine.set(AWS_REGION="evil.example/")
    with pytest.raises(ProviderRefused, match="No AWS region is named"):
        await placed(Endpoint("bedrock", "", "ABSK-key"))


@pytest.mark.parametrize("program", ["absent-program", f"{sys.executable} -c print(print)"])
async def test_a_program_that_hands_out_no_credentials_is_told(machine: Machine, program: str):
    machine.write("config", "[default]", f"credential_process = {program}")
    with pytest.raises(ProviderRefused, match="cannot be run or read") as caught:
        async with answering(TEXT):
            pass
    assert "built-in" not in str(caught.value)
