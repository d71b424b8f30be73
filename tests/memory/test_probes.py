from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from journeyman.agent.probe import Probe
from journeyman.memory import probes as module
from journeyman.memory.database import open_database
from journeyman.memory.probes import ProbeStore, StoredProbe

HERE = "http://127.0.0.1:11434"
GOOD = Probe(310, 41.5, called_tool=True, tool_calls="native")


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
    ProbeStore(db).keep(HERE, "sm\0all", StoredProbe(replace(GOOD, problem="\ud800"), now))

    assert ProbeStore(db).of(HERE)["sm\ufffdall"].probe.problem == "\ufffd"


def test_the_first_migration_starts_from_a_database_without_probes():
    db = Database(memory=True)

    module.migrations.apply(db)

    assert db.table_names() == ["_sqlite_migrations", "probes"]
    assert db.table("probes").pks == ["endpoint", "model"]
    db.close()
