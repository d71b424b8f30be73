"""A folder is opened, its model chosen, its sessions started and gone on with."""

import json

import pytest

from journeyman.errors import SettingsError, StorageError, UsageError
from journeyman.models import usable_endpoints
from journeyman.review.consent import refuse_without_asking
from journeyman.settings import load_settings
from journeyman.workspace import FrontEnd, open_workspace

NOBODY = FrontEnd(refuse_without_asking("nobody is there"))


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.json"
    path.write_text(json.dumps([{"text": "Hello."}, {"text": "Again."}]))
    return path


@pytest.fixture
def opened(tmp_path, script):
    root = tmp_path / "project"
    root.mkdir()
    (root / "AGENTS.md").write_text("Be brief.")

    def open_it(folder=root, **overrides):
        environment = {"JOURNEYMAN_HOME": str(tmp_path / "home")}
        given = {"provider": "scripted", "endpoint": str(script), **overrides}
        loaded = load_settings(environment=environment, workspace=folder, overrides=given)
        return open_workspace(folder, loaded, environment)

    return open_it


async def say(session, text):
    return [event async for event in session.prompt(text, turn_id="t")]


async def test_a_session_goes_on_in_another_process_with_the_same_prompt(opened):
    async with opened() as workspace:
        first = await workspace.open_session(NOBODY)
        await say(first, "hi")

    async with opened() as workspace:
        second = await workspace.open_session(NOBODY, resume=first.id[:10])

    assert second.id == first.id
    assert second.messages == first.messages
    assert second.agent.system == first.agent.system
    assert "Be brief." in first.agent.system


async def test_a_session_that_another_process_has_cannot_be_deleted(opened):
    async with opened() as first, opened() as second:
        session = await first.open_session(NOBODY)
        await say(session, "hi")

        with pytest.raises(StorageError, match="is in use by another Journeyman"):
            await second.delete_session(session.id)
        await say(session, "still there?")
        await first.close_session(session.id)
        await second.delete_session(session.id)

        with pytest.raises(StorageError, match="There is no session"):
            await second.delete_session(session.id)


async def test_an_id_that_does_not_exist_is_an_error_before_a_model_is_looked_for(opened):
    async with opened(endpoint="/nowhere.json") as workspace:
        with pytest.raises(StorageError, match="No session starts with 'zzz'"):
            await workspace.open_session(NOBODY, resume="zzz")


async def test_plan_mode_is_part_of_what_the_model_is_told(opened):
    async with opened(mode="plan") as workspace:
        session = await workspace.open_session(NOBODY)

    assert "Plan mode is on" in session.agent.system


async def test_a_folder_that_is_none_is_wrong_usage(opened, tmp_path):
    with pytest.raises(UsageError, match="no folder"):
        async with opened(tmp_path / "absent"):
            pass


async def test_a_bad_rule_is_told_before_anything_runs(opened):
    async with opened(deny=("run_command(",)) as workspace:
        with pytest.raises(SettingsError, match="rule"):
            await workspace.open_session(NOBODY)


@pytest.mark.parametrize(
    ("overrides", "environment", "expected"),
    [
        ({"endpoint": "http://127.0.0.1:11434"}, {}, ("ollama", "http://127.0.0.1:11434", "")),
        ({"endpoint": "http://127.0.0.1:8080"}, {"OPENAI_API_KEY": "k"}, ("openai", "http://127.0.0.1:8080/v1", "")),
        ({"provider": "openrouter"}, {"OPENROUTER_API_KEY": "k"}, ("openrouter", "https://openrouter.ai/api/v1", "k")),
        (
            {"provider": "openrouter", "api_key": "mine"},
            {"OPENROUTER_API_KEY": "k"},
            ("openrouter", "https://openrouter.ai/api/v1", "mine"),
        ),
    ],
)
async def test_the_endpoint_is_the_one_that_was_named(tmp_path, overrides, environment, expected):
    home = {"JOURNEYMAN_HOME": str(tmp_path)}
    settings = load_settings(environment=home, workspace=None, overrides=overrides).settings

    [endpoint] = await usable_endpoints(settings, environment)

    assert (endpoint.provider, endpoint.base_url, endpoint.api_key) == expected


async def test_the_others_follow_when_a_session_is_closed_meanwhile(opened):
    async with opened() as workspace:
        first, second, third = [await workspace.open_session(NOBODY) for _ in range(3)]
        reconfigure = workspace.reconfigure

        async def reconfigure_slowly(session_id, choices=None):
            await reconfigure(session_id, choices)
            await workspace.close_session(second.id)

        workspace.reconfigure = reconfigure_slowly
        await workspace.follow(workspace.loaded, trusted=False)

        assert "write_file" not in first.agent.tools
        assert "write_file" not in third.agent.tools


async def test_a_session_that_was_closed_follows_nothing_any_more(opened):
    async with opened() as workspace:
        session = await workspace.open_session(NOBODY)
        await workspace.close_session(session.id)

        await session.refit()
