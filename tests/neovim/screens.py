"""Take the pictures of Neovim for the documents: `PYTHONPATH=tests python tests/neovim/screens.py FOLDER`

A real Neovim in a terminal of tmux, in the folder in which six made-up weeks have passed. Who changes what a view
looks like takes them anew, and looks at them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from command import with_model
from documents import ROOT
from model_server import Answer, ModelServer
from neovim.ansi_svg import draw
from neovim.binary import PLUGIN, nvim, surroundings

COLUMNS, ROWS = 120, 36
FOLDER = "timesheet"
SEED = ROOT / "vscode-extension" / "test" / "e2e" / "pictures" / "seed.py"
SEED_SECONDS, SHOW_SECONDS, LOOK_AGAIN_SECONDS, GUARD_SECONDS = 120, 30, 0.05, 0.3

LAST = 'def shifts() -> list[str]:\n    return store.listed("shifts")\n'
HEALTH = f'{LAST}\n\n@router.get("/health")\ndef health() -> dict[str, str]:\n    return {{"status": "ok"}}\n'
SUM = "    return sum(entry.hours for entry in store.entries if entry.person == person)\n"
ROUNDED = (
    "    hours = sum(entry.hours for entry in store.entries if entry.person == person)\n    return round(hours, 2)\n"
)
TEST = """\
from unittest import TestCase

from app.routes import health, router


class TestHealth(TestCase):
    def test_health(self):
        self.assertIn("/health", router.paths)
        self.assertEqual(health(), {"status": "ok"})
"""
NEXT_PROMPT = "Now the same for /ready"
PROMPT = "Add a route for /health with a test, and round the hours to two digits"
ANSWER = """\
`/health` is there, with a test, and hours have **two digits**:

```python
return round(hours, 2)
```

All tests pass.
"""

Keep = Callable[[str, str, str], None]
"""Keep the screen: name, title, description."""


def call(tool: str, **arguments: object) -> dict[str, object]:
    return {"name": tool, "arguments": arguments}


ANSWERS: list[Answer] = [
    {
        "tool_calls": [call("read_file", path="app/routes.py"), call("search_text", pattern="router.paths")],
    },
    {
        "tool_calls": [
            call("edit_file", path="app/routes.py", edits=[{"old": SUM, "new": ROUNDED}, {"old": LAST, "new": HEALTH}]),
            call("write_file", path="tests/test_health.py", content=TEST),
        ]
    },
    {"tool_calls": [call("run_command", command="make test")]},
    {"text": ANSWER},
]


@dataclass(frozen=True)
class Terminal:
    """A window of tmux in which Neovim runs."""

    socket: Path

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=SHOW_SECONDS).stdout

    def command(self, text: str) -> None:
        """Type a command of Neovim's."""
        self.tmux("send-keys", "Escape")
        self.type(f":{text}")
        self.press("Enter")

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def shows(self, *texts: str) -> None:
        """Wait until all of them are on the screen, and it has come to rest."""
        before, until = "", time.monotonic() + SHOW_SECONDS
        while (screen := self.tmux("capture-pane", "-p")) != before or any(text not in screen for text in texts):
            if time.monotonic() > until:
                raise TimeoutError(f"The screen did not come to {texts}:\n{screen}")
            before = screen
            time.sleep(LOOK_AGAIN_SECONDS)

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-e", "-N", "-p")


@contextmanager
def neovim(home: Path, url: str) -> Iterator[Terminal]:
    """Open the routes in the folder."""
    terminal = Terminal(home.parent / "tmux")
    options = {"trusted": True, "settings": {"allow": ["edit_file(**)", "write_file(**)"]}}
    environment = with_model(home, url, **surroundings(home), OPTIONS=json.dumps(options), COLORTERM="truecolor")
    variables = [f"{name}={value}" for name, value in environment.items()]
    look = "set termguicolors background=dark nowrap"
    given = ["let g:journeyman = json_decode($OPTIONS)", f"set runtimepath^={PLUGIN}", look]
    arguments = [each for one in given for each in ("--cmd", one)]
    arguments += ["-c", "lua vim.lsp.enable('journeyman')", "app/routes.py"]
    size = ["-x", str(COLUMNS), "-y", str(ROWS)]
    program = ["env", "-i", *variables, "TERM=tmux-256color", nvim(), "--clean", "-n", *arguments]
    terminal.tmux("new-session", "-d", *size, "-c", str(home / FOLDER), *program)
    try:
        terminal.shows("The routes of the service")
        yield terminal
    finally:
        terminal.tmux("kill-server")


def seed(home: Path) -> None:
    """Let the six weeks pass, and install the server as most do."""
    (home / FOLDER).mkdir(parents=True)
    subprocess.run([sys.executable, SEED, home / FOLDER, home], check=True, timeout=SEED_SECONDS)
    (home / ".local" / "bin").mkdir(parents=True)
    (home / ".local" / "bin" / "journeyman").symlink_to(Path(sys.executable).with_name("journeyman"))


def do_a_task(terminal: Terminal, keep: Keep) -> None:
    terminal.command("Journeyman")
    terminal.shows("New session", "point at something")
    terminal.type(PROMPT)
    terminal.press("C-s")
    terminal.shows("waits for your permission", "Asked because")
    asks = "Below the tool calls of a task, a small window asks whether make test may run, and names the keys."
    keep("permission", "A command waits for a yes", asks)
    terminal.command("Journeyman permission")
    terminal.shows("g? keys")
    # What has just appeared takes no key yet.
    time.sleep(GUARD_SECONDS)
    terminal.type("a")
    terminal.shows("All tests pass.", "— Done", "<CR> send")
    terminal.type(f"i{NEXT_PROMPT}")
    terminal.shows(NEXT_PROMPT, "point at something")
    about = "On the left a file with its changes; on the right the prompt, the tool calls, the answer, and the input."
    keep("chat", "A task in the chat", about)
    terminal.command("set background=light")
    terminal.type("i")
    terminal.shows("INSERT")
    keep("chat-light", "A task in the chat, with a light background", about)
    terminal.command("set background=dark")


def look_around(terminal: Terminal, keep: Keep) -> None:
    terminal.press("Escape", "C-w", "t", "C-w", "o")
    terminal.command("Journeyman next")
    terminal.shows("change 1 of 2")
    keep(
        "review", "Changes in their file", "Old lines above the new ones, signs beside them, and the keys that decide."
    )
    terminal.command("Journeyman skills")
    terminal.shows("Candidates", "8 of 9 went well")
    keep("skills", "The skills of a folder", "Each with a bar for each use, how many went well, and what it is for.")
    terminal.press("C-w", "o")
    terminal.command("Journeyman memory")
    terminal.shows("About you")
    terminal.press("C-w", "o")
    terminal.shows("About you", "About the project")
    keep(
        "memory", "What is remembered", "Facts about the user and the project, how sure each is, and where it is from."
    )
    terminal.command("Journeyman growth")
    terminal.shows("Learning itself")
    terminal.press("C-w", "o")
    terminal.shows("Release a version")
    keep(
        "growth",
        "How tasks went over time",
        "Plots of success, steps and tokens, with and without a skill, with numbers.",
    )
    terminal.command("Journeyman health")
    terminal.shows("is trusted", "The log")
    keep(
        "health",
        "Why something does not work",
        "Findings about the editor, the server, other programs, and the folder.",
    )


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place, ModelServer(ANSWERS).running() as model:
        home = Path(place).resolve() / "ada"
        seed(home)
        with neovim(home, model.url) as terminal:

            def keep(name: str, title: str, description: str) -> None:
                # Nobody's machine is shown.
                screen = terminal.screen.replace(str(home), "/home/ada").replace(str(ROOT), "/home/ada/journeyman")
                picture = draw(screen, columns=COLUMNS, title=title, description=description)
                (folder / f"neovim-{name}.svg").write_text(picture, encoding="utf-8")

            do_a_task(terminal, keep)
            look_around(terminal, keep)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
