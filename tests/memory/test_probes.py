from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from journeyman.agent.probe import Probe, ProbePart
from journeyman.memory import probes as module
from journeyman.memory.database import open_database
from journeyman.memory.probes import ProbeStore, StoredProbe

HERE = "http://127.0.0.1:11434"
PARTS = (ProbePart("answer", "right"), ProbePart("long_input", "cut_off", 'It read "2,000" of 6,000 tokens.'))
GOOD = Probe(310, 41.5, called_tool=True, tool_calls="native", parts=PARTS)


def test_the_last_probe_of_each_model_is_known(path: Path, db: Database, now: datetime):
    later = now + timedelta(hours=1)
    store = ProbeStore(db)
    store.keep(HERE, "small", StoredProbe(GOOD, now))
    store.keep(HERE, "small", StoredProbe(replace(GOOD, first_token_ms=12), later))
    store.keep(HERE, "large", StoredProbe(GOOD, now))
    db.close()

    again = open_database(path, now=now)
    known = ProbeStore(again).of(HERE)
    again.close()

    assert known == {
        "small": StoredProbe(replace(GOOD, first_token_ms=12), later),
        "large": StoredProbe(GOOD, now),
    }


def test_every_outcome_comes_back_as_it_was(db: Database, now: datetime):
    for called in (True, False, None):
        stored = StoredProbe(Probe(None, None, called, "none", "It called no tool."), now)
        ProbeStore(db).keep(HERE, "small", stored)
        assert ProbeStore(db).of(HERE) == {"small": stored}


def test_a_model_of_the_same_name_elsewhere_is_another_one(db: Database, now: datetime):
    ProbeStore(db).keep(HERE, "small", StoredProbe(GOOD, now))

    assert ProbeStore(db).of("http://127.0.0.1:1234/v1") == {}


def test_what_no_column_holds_is_replaced(db: Database, now: datetime):
    parts = (ProbePart("answer", "wrong", "\ud800\0"),)
    ProbeStore(db).keep(HERE, "sm\0all", StoredProbe(replace(GOOD, problem="\ud800", parts=parts), now))

    probe = ProbeStore(db).of(HERE)["sm\ufffdall"].probe
    assert (probe.problem, probe.parts) == ("\ufffd", parts)


def test_how_models_call_tools_is_known_by_endpoint_and_name(db: Database, now: datetime):
    store = ProbeStore(db)
    store.keep(HERE, "small", StoredProbe(replace(GOOD, tool_calls="none"), now))
    store.keep(HERE, "small", StoredProbe(replace(GOOD, tool_calls="constrained"), now))
    store.keep("http://127.0.0.1:1234/v1", "small", StoredProbe(GOOD, now))

    assert store.ways() == {(HERE, "small"): "constrained", ("http://127.0.0.1:1234/v1", "small"): "native"}


def test_the_first_migration_starts_from_a_database_without_probes():
    db = Database(memory=True)

    module.migrations.apply(db)

    assert db.table_names() == ["_sqlite_migrations", "probes"]
    assert db.table("probes").pks == ["endpoint", "model"]
    db.close()


def test_what_an_earlier_version_found_is_still_known(path: Path, now: datetime):
    path.parent.mkdir()
    older = Database(path)
    module.migrations.apply(older, stop_before="m002_parts")
    row = {"endpoint": HERE, "model": "small", "first_token_ms": 310, "tokens_per_second": 41.5, "called_tool": 1}
    row |= {"tool_calls": "native", "problem": "", "checked_at": "2026-11-22T09:30:00.000000+00:00"}
    older.table("probes").insert(row)
    older.close()

    db = open_database(path, now=now)

    before = replace(GOOD, parts=())
    assert ProbeStore(db).of(HERE) == {"small": StoredProbe(before, datetime(2026, 11, 22, 9, 30, tzinfo=UTC))}
    ProbeStore(db).keep(HERE, "small", StoredProbe(GOOD, now))
    assert ProbeStore(db).of(HERE) == {"small": StoredProbe(GOOD, now)}
    db.close()
