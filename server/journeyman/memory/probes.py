"""Keep what came of trying models out. Models belong to the user's services, so all workspaces share it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database, Migrations

from ..agent.probe import Probe, ProbePart, ToolCalls
from .stores import storable, to_utc, writing

migrations = Migrations("probes")


@migrations()
def m001_probes(db: Database) -> None:
    """The last probe of each model."""
    db.table("probes").create(
        {
            "endpoint": str,
            "model": str,
            "first_token_ms": int,
            "tokens_per_second": float,
            "called_tool": int,
            "tool_calls": str,
            "problem": str,
            "checked_at": str,
        },
        pk=("endpoint", "model"),
        not_null={"endpoint", "model", "tool_calls", "problem", "checked_at"},
    )


@migrations()
def m002_parts(db: Database) -> None:
    """What each model was tried out with. Of what was stored before, nobody knows more than it says."""
    db.execute("ALTER TABLE probes ADD COLUMN parts TEXT NOT NULL DEFAULT '[]'")


@dataclass(frozen=True, slots=True)
class StoredProbe:
    """What came of trying a model out, and when."""

    probe: Probe
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class ProbeStore:
    """The probes of all models. An endpoint is an address without a key."""

    db: Database

    def keep(self, endpoint: str, model: str, stored: StoredProbe) -> None:
        """Keep a probe in the place of the one before."""
        values = asdict(stored.probe)
        row = {**values, "problem": storable(stored.probe.problem), "parts": json.dumps(values["parts"])}
        key = {"endpoint": storable(endpoint), "model": storable(model)}
        with writing(self.db):
            self.db.table("probes").insert({**key, **row, "checked_at": to_utc(stored.checked_at)}, replace=True)

    def of(self, endpoint: str) -> dict[str, StoredProbe]:
        """Return the probes of the models of an endpoint, by the models' names."""
        rows = self.db.table("probes").rows_where("endpoint = ?", [storable(endpoint)])
        return {row["model"]: _to_probe(row) for row in rows}

    def ways(self) -> Mapping[tuple[str, str], ToolCalls]:
        """Return how each model that was tried out calls tools, by endpoint and name."""
        rows = self.db.table("probes").rows_where(select="endpoint, model, tool_calls")
        return {(row["endpoint"], row["model"]): row["tool_calls"] for row in rows}


def _to_probe(row: dict[str, Any]) -> StoredProbe:
    called = row["called_tool"]
    probe = Probe(
        row["first_token_ms"],
        row["tokens_per_second"],
        None if called is None else bool(called),
        row["tool_calls"],
        row["problem"],
        tuple(ProbePart(**part) for part in json.loads(row["parts"])),
    )
    return StoredProbe(probe, datetime.fromisoformat(row["checked_at"]))
