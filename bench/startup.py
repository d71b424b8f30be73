"""How long it takes until something happens, from the process's start."""

import resource
import tempfile
import time
from pathlib import Path

from command import environment, journeyman, with_model
from figures import Figure
from model_server import ModelServer

RUNS = 15


def startup_figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        version = [_version_cpu(home) for _ in range(RUNS)]
        with ModelServer([{"text": "Hello."}]).running() as server:
            wall = [_one_word_task(home, server) for _ in range(RUNS)]
            assert server.other_paths == [], f"asked for more than the answer: {server.other_paths}"
            bodies = [float(len(asked.body)) for asked in server.asked]
    return [
        Figure("journeyman --version, CPU", "ms", version, 150),
        Figure("one-word task against an instant server, wall", "s", wall, 1.0),
        Figure('request body of a "hello"', "bytes", bodies, 12_000),
    ]


def _version_cpu(home: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert journeyman("--version", env=environment(home), cwd=home).code == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _one_word_task(home: Path, server: ModelServer) -> float:
    started = time.perf_counter()
    ended = journeyman("run", "hello", env=with_model(home, server.url), cwd=home)
    assert ended.code == 0, ended.err
    return time.perf_counter() - started
