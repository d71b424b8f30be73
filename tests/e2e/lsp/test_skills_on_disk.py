"""What another process writes into the folders of skills is known to editors before anybody asks."""

import asyncio

import pytest

from e2e.lsp.skills import DESCRIPTION, put, text_of
from journeyman.lsp import protocol

SLASH = {"text": "/tidy", "position": {"line": 0, "character": 5}}


@pytest.fixture
async def chat(editor, project):
    put(project, "first")
    chat = await editor.new(project, mode="act")
    await editor.until(protocol.SKILL_DID_CHANGE)
    return chat


@pytest.fixture
def changed(editor, project):
    """Runs a command, and waits until the editor is told that skills are others."""

    async def change(command):
        before = len(editor.notifications)
        process = await asyncio.create_subprocess_shell(command, cwd=project)
        assert await process.wait() == 0
        await editor.until(protocol.SKILL_DID_CHANGE, lambda params: params == {"root": project.as_uri()}, after=before)

    return change


async def offers(chat, *skills):
    """Wait until these are what prompts may begin with."""

    def is_told():
        told = [one["availableCommands"] for one in chat.updates if one["kind"] == "available_commands_update"]
        return [[one["name"] for one in commands[3:]] for commands in told[-1:]] == [[*skills]]

    await chat.editor.wait(is_told, f"the commands {skills}")


async def listed(editor, project):
    return [one["name"] for one in (await editor.ask(protocol.SKILL_LIST, root=project.as_uri()))["skills"]]


async def test_a_skill_that_another_process_writes_is_offered_without_a_prompt(chat, editor, project, changed):
    folder = project / ".agents" / "skills"
    (project / "written").write_text(text_of("tidy-up"))
    (project / "edited").write_text(text_of("tidy-up", "Write the test first."))

    await changed(f"mkdir {folder}/tidy-up && cat written > {folder}/tidy-up/SKILL.md")
    await offers(chat, "first", "tidy-up")
    [offered] = (await chat.ask(protocol.CONTEXT_COMPLETE, **SLASH))["items"]
    await changed(f"cat edited > {folder}/tidy-up/SKILL.md")
    whole = await editor.ask(protocol.SKILL_GET, root=project.as_uri(), name="tidy-up")
    names = await listed(editor, project)
    await changed(f"rm -r {folder}/tidy-up")
    await offers(chat, "first")

    assert (offered["label"], offered["detail"]) == ("/tidy-up", DESCRIPTION)
    assert whole["text"] == text_of("tidy-up", "Write the test first.")
    assert names == ["first", "tidy-up"]
    assert (await chat.ask(protocol.CONTEXT_COMPLETE, **SLASH))["items"] == []


async def test_folders_of_skills_are_found_when_they_appear(chat, editor, project, changed):
    put(project / "made", "tidy-up")

    await changed("mkdir .github && mv made/.agents/skills .github")
    names = await listed(editor, project)
    await changed("mv .github made")

    assert names == ["first", "tidy-up"]
    assert await listed(editor, project) == ["first"]
