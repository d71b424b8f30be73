"""A commit message says what changed, in the repository's own manner, and nothing else."""

import pytest

from journeyman.agent.context import Window, plan_window, prompt_tokens
from journeyman.agent.messages import AssistantMessage
from journeyman.commit_message import cleaned, commit_prompt, fair_shares, write_commit_message
from journeyman.errors import ProviderError, ProviderUnreachable, UsageError
from journeyman.project.uncommitted import Uncommitted
from project.repositories import git, repository
from scripted import ScriptedProvider

WINDOW = plan_window(32_000)


@pytest.fixture
def root(tmp_path):
    root = repository(tmp_path / "root", "docs: say {diff} more")
    (root / "a.txt").write_text("one {names}\n")
    (root / ".env").write_text("KEY=sk-very-secret\n")
    git(root, "add", ".")
    return root


async def test_the_model_sees_the_changes_and_earlier_subjects_but_no_secrets(root):
    provider = ScriptedProvider(AssistantMessage("text: add one"))

    assert await write_commit_message(root, provider, WINDOW, "staged") == "text: add one"

    request = provider.requests[0]
    prompt = request.messages[0].text
    assert request.tools == ()
    assert "<earlier_messages>\ndocs: say {diff} more\n</earlier_messages>" in prompt
    assert "<changed_files>\n.env (content not shown)\na.txt\n</changed_files>" in prompt
    assert "+one {names}\n" in prompt
    assert "sk-very-secret" not in prompt


async def test_new_files_are_named(root):
    git(root, "commit", "--quiet", "--message", "all")
    (root / "new.txt").write_text("")
    provider = ScriptedProvider(AssistantMessage("x"))

    await write_commit_message(root, provider, WINDOW, "all")

    assert "<changed_files>\nnew.txt (new)\n</changed_files>" in provider.requests[0].messages[0].text


async def test_the_request_fits_a_small_window():
    changed = [f"src/{number}.py" for number in range(5_000)]
    diffs = [f"diff --git a/{path} b/{path}\n" + "+some code\n" * 1_000 for path in changed]
    window = Window(4_000, 1_000)

    prompt = commit_prompt(Uncommitted(tuple(changed), (), (), tuple(diffs), ("x" * 5_000,)), window.prompt_size * 2)

    assert "and 4800 more" in commit_prompt(Uncommitted(tuple(changed), (), (), (), ()), 100_000)
    assert "diff --git a/src/0.py b/src/0.py" in prompt
    assert prompt_tokens(prompt, (), ()) < window.prompt_size


@pytest.mark.parametrize(
    ("lengths", "room", "kept"),
    [
        ([10, 20], 30, [10, 20]),
        ([300, 5_000, 5_000], 2_300, [300, 1_000, 1_000]),
        ([5_000, 300, 900], 2_200, [1_000, 300, 900]),
        ([5_000] * 100, 1_000, [200] * 5),
        ([5_000], 10, [200]),
        ([], 10, []),
    ],
)
def test_what_short_texts_leave_goes_to_the_long_ones(lengths, room, kept):
    cut = fair_shares(["x" * length for length in lengths], room)

    assert [text.count("x") for text in cut] == kept


SUBJECT = "providers: wait while Ollama loads a model"
BODY = "The first request answered 503."


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (SUBJECT, SUBJECT),
        (f"{SUBJECT}.\n{BODY}\n", f"{SUBJECT}\n\n{BODY}"),
        (f"```\n{SUBJECT}\n\n{BODY}\n```", f"{SUBJECT}\n\n{BODY}"),
        (f"Here is a commit message:\n\n```text\n{SUBJECT}\n```\nI hope it fits.", SUBJECT),
        (f"Sure! Here\N{RIGHT SINGLE QUOTATION MARK}s the message:\n{SUBJECT}", SUBJECT),
        (f'"{SUBJECT}"', SUBJECT),
        (f"`{SUBJECT}`", SUBJECT),
        (f"**Commit message:** {SUBJECT}", SUBJECT),
        ("here: be kind\n\nAs it was:\n\n- one", "here: be kind\n\nAs it was:\n\n- one"),
        (
            "word " * 20,
            "word word word word word word word word word word word word word word\n\n" + "word " * 5 + "word",
        ),
        ("x" * 80, "x" * 72 + "\n\n" + "x" * 8),
        ("explain ```x```", "explain ```x```"),
        (" \n", ""),
    ],
)
def test_what_models_put_around_a_message_is_taken_off(answer, message):
    assert cleaned(answer) == message


async def test_an_empty_answer_is_an_error(root):
    with pytest.raises(ProviderError, match=r"The model answered with no message. Try again"):
        await write_commit_message(root, ScriptedProvider(AssistantMessage("")), WINDOW, "staged")


async def test_errors_of_the_model_and_of_git_pass_through(root, tmp_path):
    with pytest.raises(ProviderUnreachable):
        await write_commit_message(root, ScriptedProvider(ProviderUnreachable("gone")), WINDOW, "staged")
    with pytest.raises(UsageError):
        await write_commit_message(tmp_path, ScriptedProvider(), WINDOW, "staged")
