"""Measure Journeyman and print a table: `make bench`, or `PYTHONPATH=tests python bench NAME …` for some of it.

Every figure is a median with its lowest and highest value. Limits are those that the project set itself;
a figure over its limit makes the command fail.
`PYTHONPATH=tests python bench soak MINUTES` watches the memory of the language server while it works.
"""

import os
import platform
import sys

import soak
from edits import edit_figures
from figures import Figure, table
from install import install_figures
from memory import memory_figures
from nvim import nvim_figures
from providers import provider_figures
from server import server_figures
from skills import skill_figures
from startup import startup_figures
from tasks import task_figures
from vscode import vscode_figures
from watching import watching_figures

BENCHMARKS = {
    # First, because it is the one that needs more than `make bench` installs.
    "vscode": vscode_figures,
    "neovim": nvim_figures,
    "startup": startup_figures,
    "tasks": task_figures,
    "edits": edit_figures,
    "server": server_figures,
    "skills": skill_figures,
    "memory": memory_figures,
    "watching": watching_figures,
    "providers": provider_figures,
    "install": install_figures,
}


def main(names: list[str]) -> int:
    if names[:1] == ["soak"]:
        return soak.main(names[1:])
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {unknown[0]}. There are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"load at the start (1, 5, 15 minutes): {load}\n")
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        figures += BENCHMARKS[name]()
    print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


sys.exit(main(sys.argv[1:]))
