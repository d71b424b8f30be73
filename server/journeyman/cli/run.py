"""journeyman run: do one task in a workspace."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from contextlib import aclosing
from uuid import uuid4

from ..agent.events import TurnFinished
from ..agent.messages import StopReason, Usage
from ..errors import JourneymanError, UsageError
from ..keys import system_keys
from ..review.consent import refuse_without_asking
from ..session import Session
from ..settings import Loaded, system_environment
from ..updates import failed, idle, running, user_message
from ..workspace import FrontEnd, open_workspace
from .options import add_endpoint_options, add_workspace_option, load, workspace_folder
from .printing import clean, print_json
from .run_learning import RunLearning
from .screen import JsonLines, Output, Screen
from .skills_changes import find_skill
from .terminal import Terminal, has_terminal

NO_TERMINAL = "there is no terminal to ask at"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="the task; `-` or nothing reads it from stdin")
    add_workspace_option(parser)
    add_endpoint_options(parser)
    parser.add_argument("--model", metavar="M", help="the model to use")
    parser.add_argument(
        "--mode",
        choices=["ask", "plan", "act"],
        help="ask: every write and command is asked for; plan: read only; act: work without asking",
    )
    for name, effect in (("allow", "without asking"), ("ask", "only after asking"), ("deny", "never")):
        parser.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="RULE",
            help=f"let calls like `run_command(npm test *)` or `edit_file(src/**)` run {effect}; may be repeated",
        )
    parser.add_argument("--max-steps", type=int, metavar="N", help="model requests at most")
    parser.add_argument("--resume", metavar="ID", help="go on with a session; the start of its id is enough")
    parser.add_argument("--skill", metavar="NAME", help="follow this skill")
    parser.add_argument("--no-learn", action="store_true", help="do not wait to learn from the task; do it next time")
    parser.add_argument("--json", action="store_true", help="print one update object a line")


async def run(args: argparse.Namespace) -> int:
    """Run the task; 0 if the model came to an end by itself, else 1."""
    if args.resume == "":
        raise UsageError("--resume is empty. Give the start of a session's id; `journeyman sessions list` shows them.")
    prompt = read_prompt(args.prompt)
    environment = system_environment()
    loaded = load(
        args,
        environment,
        mode=args.mode,
        allow=args.allow,
        ask=args.ask,
        deny=args.deny,
        max_steps=args.max_steps,
    )
    try:
        return await _play(args, prompt, loaded, environment)
    except JourneymanError as error:
        if args.json:
            # Programs read how it ended from the last line, also when it could not begin.
            print_json(failed("", "", error, Usage()))
        raise


async def _play(args: argparse.Namespace, prompt: str, loaded: Loaded, environment: Mapping[str, str]) -> int:
    root, find_key = workspace_folder(args), system_keys().find
    async with open_workspace(root, loaded, environment, find_key=find_key) as workspace:
        if args.skill is not None:
            await find_skill(workspace, args.skill)
        session = await workspace.open_session(_front_end(), resume=args.resume)
        for note in workspace.notes:
            print(f"journeyman: {clean(note)}", file=sys.stderr)
        # See https://no-color.org: an empty variable says nothing.
        colours = sys.stderr.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
        specs = {name: tool.spec for name, tool in session.agent.tools.items()}
        output = JsonLines(specs) if args.json else Screen(sys.stdout, sys.stderr, colours=colours)
        learning = RunLearning(workspace, output, learns=not args.no_learn)
        stop_reason = await play(session, prompt, output, learning, skill=args.skill)
        if stop_reason != "error":
            await learning.finish(session.id)
        return 0 if stop_reason == "end_turn" else 1


def _front_end() -> FrontEnd:
    if not has_terminal():
        return FrontEnd(refuse_without_asking(NO_TERMINAL))
    terminal = Terminal()
    return FrontEnd(terminal.ask_consent, terminal.ask_question)


async def play(
    session: Session, prompt: str, output: Output, learning: RunLearning, *, skill: str | None = None
) -> StopReason:
    """Run one turn and show it; whatever happens, the last thing shown says how it ended."""
    turn_id = uuid4().hex
    stop_reason: StopReason = "cancelled"
    output.state(running(session.id, turn_id))
    output.state(user_message(prompt))
    try:
        async with aclosing(session.prompt(prompt, turn_id=turn_id, skills=[skill] if skill else [])) as events:
            async for event in events:
                learning.start()
                output.show(event)
                if isinstance(event, TurnFinished):
                    stop_reason = event.stop_reason
    except asyncio.CancelledError:
        output.state(idle(session.id, turn_id, "cancelled", session.usage))
        raise
    except JourneymanError as error:
        output.state(failed(session.id, turn_id, error, session.usage))
        return "error"
    output.state(idle(session.id, turn_id, stop_reason, session.usage))
    return stop_reason


def read_prompt(argument: str | None) -> str:
    """Return the task, from the command line or from stdin."""
    if argument not in (None, "-"):
        prompt = str(argument)
    elif sys.stdin.isatty():
        raise UsageError('Say what to do: journeyman run "…", or pipe the task into it.')
    else:
        prompt = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    if not prompt.strip():
        raise UsageError("The task is empty. Say what to do.")
    return prompt.strip()
