"""A scripted user works for a long time, and the server must not grow: `bench soak MINUTES [REPORT]`.

With REPORT the server notes what allocates memory, which makes it slower and larger.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from command import with_model
from loop_watch import Watched, begin_anew, note_allocated, watched
from lsp.live_editor import LiveEditor
from server import SERVE
from soak_session import OPEN, TYPED, SoakSession
from told_model import ToldModel, to_prompt

SEED = 7
WARM_UP_MINUTES = 2
MAX_GROWTH_MB = 5.0
SESSIONS = 4
TURN_SECONDS = 60


def soak(minutes: float, report: Path | None = None) -> int:
    """Run the user; 0 if the server did not grow."""
    with tempfile.TemporaryDirectory() as folder, ToldModel().running() as model:
        root = Path(folder).resolve() / "project"
        root.mkdir()
        subprocess.run(["git", "init", "-q"], check=True, cwd=root)
        env = with_model(Path(folder) / "home", model.url)
        growth = asyncio.run(_soak(root, env, minutes, report))
    if report:
        print(*Watched.read(report).allocated[:30], sep="\n")
    return 0 if growth <= MAX_GROWTH_MB else 1


async def _soak(root: Path, env: dict[str, str], minutes: float, report: Path | None) -> float:
    command = watched(report, "--memory", "serve") if report else SERVE
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{minutes:g} minutes with seed {SEED}; load at the start: {load}", flush=True)
    async with LiveEditor.started(command, root, env) as editor:
        user = User(editor, random.Random(SEED))
        samples: list[tuple[float, float]] = []
        started, minute = time.monotonic(), 1
        while (passed := (time.monotonic() - started) / 60) < minutes or minute <= minutes:
            if passed >= minute:
                samples.append((minute, _say(editor.process_id, minute, user)))
                if minute == WARM_UP_MINUTES and report:
                    begin_anew(editor.process_id)
                minute += 1
            await user.act()
        if report:
            note_allocated(editor.process_id)
        while user.sessions:
            await user.retire()
    return _growth([sample for sample in samples if sample[0] >= WARM_UP_MINUTES], user)


def _say(process_id: int, minute: float, user: "User") -> float:
    parts = dict(line.split()[:2] for line in Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()[1:])
    rss, pss = (int(parts[name]) * 1024 / 1e6 for name in ("Rss:", "Pss:"))
    threads = len(list(Path(f"/proc/{process_id}/task").iterdir()))
    files = len(list(Path(f"/proc/{process_id}/fd").iterdir()))
    actions = f"{user.done.total()} actions, {user.begun} sessions"
    print(
        f"minute {minute:3}: RSS {rss:.1f} MB, PSS {pss:.1f} MB, {threads} threads, {files} files; {actions}",
        flush=True,
    )
    return rss


def _growth(samples: list[tuple[float, float]], user: "User") -> float:
    print(", ".join(f"{name} {count}" for name, count in sorted(user.done.items())))
    print(f"{user.compared} files were compared with what they were before.")
    if len(samples) < 2:
        print(f"That was too short to see growth: it is measured from minute {WARM_UP_MINUTES} on.")
        return 0
    growth = samples[-1][1] - samples[0][1]
    slope = statistics.linear_regression(*zip(*samples, strict=True)).slope
    fitted = slope * (samples[-1][0] - samples[0][0])
    fit = f"{slope * 60:.2f} MB an hour by linear fit, {fitted:.2f} MB here"
    print(f"grown by {growth:.2f} MB; {fit}; limit {MAX_GROWTH_MB} MB")
    return max(growth, fitted)


class User:
    """Does one thing after the other, at random."""

    def __init__(self, editor: LiveEditor, chance: random.Random) -> None:
        self.editor = editor
        self.chance = chance
        self.sessions: list[SoakSession] = []
        self.begun = 0
        self.compared = 0
        self.done: Counter[str] = Counter()
        self._actions: list[tuple[int, Callable[[SoakSession], Awaitable[None]]]] = [
            (30, self._prompt),
            (12, self._cancel),
            (8, self._queue_and_steer),
            (6, self._answer_questions),
            (12, self._decide),
            (12, self._type),
            (5, self._save),
            (4, self._come_back),
            (3, self._reopen),
            (4, self._configure),
            (4, self._look_around),
            (6, self._renew),
        ]

    async def act(self) -> None:
        """Do something, and see that everything agrees."""
        while len(self.sessions) < SESSIONS:
            await self._begin()
        weights, actions = zip(*self._actions, strict=True)
        action = self.chance.choices(actions, weights)[0]
        session = self.chance.choice(self.sessions)
        self.done[action.__name__.strip("_")] += 1
        # Nobody waits for a message at the moment, and they would be kept for ever.
        self.editor.client.messages.clear()
        async with asyncio.timeout(TURN_SECONDS):
            await action(session)
            if session in self.sessions:
                await session.reload()
                await session.check()

    async def retire(self) -> None:
        """Let the oldest session go."""
        self.compared += await self.sessions.pop(0).end()

    async def _begin(self) -> None:
        self.begun += 1
        session = SoakSession(self.editor, self.chance, f"part_{self.begun}")
        await session.start()
        self.sessions.append(session)

    async def _renew(self, _: SoakSession) -> None:
        await self.retire()

    async def _prompt(self, session: SoakSession) -> None:
        turn_id = await self.editor.prompt(session.id, to_prompt(session.steps()))
        if self.chance.random() < 0.3:
            session.type()
        await self.editor.ended(turn_id)

    async def _cancel(self, session: SoakSession) -> None:
        turn_id = await self.editor.prompt(session.id, to_prompt([*session.steps(), *session.steps()]))
        await asyncio.sleep(self.chance.random() * 0.3)
        await self.editor.client.notify("journeyman/session/cancel", {"sessionId": session.id})
        await self.editor.ended(turn_id)

    async def _queue_and_steer(self, session: SoakSession) -> None:
        turns = [await self.editor.prompt(session.id, to_prompt(session.steps()), "queue") for _ in range(2)]
        turns.append(await self.editor.prompt(session.id, "Be careful.", "steer"))
        for turn_id in turns:
            await self.editor.ended(turn_id)

    async def _answer_questions(self, session: SoakSession) -> None:
        await self._choose(session, "mode", "ask")
        turn_id = await self.editor.prompt(session.id, to_prompt(session.steps()))
        answered: set[str] = set()
        while True:
            update = await self.editor.update(lambda one: _is_next(one, turn_id, answered))
            if update["kind"] == "turn_state":
                break
            answered.add(update["permissionId"])
            option = self.chance.choice([one["optionId"] for one in update["options"]])
            params = {"sessionId": session.id, "permissionId": update["permissionId"], "optionId": option}
            await self.editor.client.request("journeyman/permission/resolve", params)
        await self._choose(session, "mode", "act")

    async def _decide(self, session: SoakSession) -> None:
        if change_sets := await session.change_sets():
            one = self.chance.choice(change_sets)
            action = self.chance.choice(("accept", "reject", "reject"))
            ids = [hunk["hunkId"] for file in await session.diffs(one) for hunk in file["hunks"]]
            await session.resolve(
                one, action, [self.chance.choice(ids)] if ids and self.chance.random() < 0.5 else None
            )

    async def _type(self, session: SoakSession) -> None:
        session.type()

    async def _save(self, session: SoakSession) -> None:
        await self.editor.save(session.path(TYPED))

    async def _come_back(self, session: SoakSession) -> None:
        """As a window that was reloaded does."""
        stored = {"root": self.editor.root.as_uri(), "sessionId": session.id}
        opened = await self.editor.client.request("journeyman/session/load", stored)
        for since in (None, opened["seq"], max(0, opened["seq"] - 5)):
            params = {"sessionId": session.id} | ({} if since is None else {"sinceSeq": since})
            await self.editor.client.request("journeyman/session/state", params)

    async def _reopen(self, _: SoakSession) -> None:
        paths = list(self.editor.texts)
        for path in paths:
            await self.editor.save(path)
            await self.editor.close(path)
        for path in paths:
            await self.editor.open(path)

    async def _configure(self, session: SoakSession) -> None:
        await self._choose(session, "mode", "plan")
        steps = self.chance.randint(20, 30)
        settings = {"settings": {"journeyman": {"maxSteps": steps}}}
        await self.editor.client.notify("workspace/didChangeConfiguration", settings)
        await self._choose(session, "mode", "act")

    async def _choose(self, session: SoakSession, option: str, value: str) -> None:
        params = {"sessionId": session.id, "configId": option, "value": value}
        await self.editor.client.request("journeyman/session/setConfig", params)

    async def _look_around(self, session: SoakSession) -> None:
        root, place = self.editor.root.as_uri(), {"line": 0, "character": 3}
        uri, area = self.editor.uri(session.path(OPEN)), {"start": place, "end": place}
        for method, params in {
            "textDocument/codeAction": {"textDocument": {"uri": uri}, "range": area, "context": {"diagnostics": []}},
            "journeyman/context/complete": {
                "sessionId": session.id,
                "text": "See @op",
                "position": {**place, "character": 7},
            },
            "journeyman/context/preview": {"sessionId": session.id},
            "journeyman/session/list": {"root": root},
            "journeyman/session/export": {"root": root, "sessionId": session.id},
            "journeyman/checkpoint/list": {"sessionId": session.id},
        }.items():
            await self.editor.client.request(method, params)


def _is_next(update: dict[str, Any], turn_id: str, answered: set[str]) -> bool:
    if update["kind"] == "permission_pending":
        return update["permissionId"] not in answered
    return update.get("turnId") == turn_id and update.get("state") == "idle"


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2 or not arguments[0].replace(".", "", 1).isdigit():
        print("Say for how many minutes: `soak 30`, or `soak 3 REPORT`.", file=sys.stderr)
        return 2
    return soak(float(arguments[0]), *map(Path, arguments[1:]))
