"""A setting is described once, where it is defined; the reference repeats it."""

import sys
from pathlib import Path
from typing import Any

from journeyman.settings import Settings
from journeyman.settings.loading import LISTS
from journeyman.settings.options import variable
from journeyman.settings.trust import LIMITS, PERSONAL, RULES

REFERENCE = Path(__file__).parents[2] / "docs" / "settings.md"
MARK = "<!-- From here on written by `python tests/settings/test_reference.py`. -->\n"


def test_the_settings_reference_matches():
    _, options = REFERENCE.read_text(encoding="utf-8").split(MARK)

    assert options == reference(), f"run python {Path(__file__).name}"


def reference() -> str:
    properties = Settings.model_json_schema()["properties"]
    return "".join(section(name, properties[name]) for name in Settings.model_fields)


def section(name: str, schema: dict[str, Any]) -> str:
    (kind,) = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    where = "not in the environment" if name in LISTS else f"`{variable(name)}`"
    return (
        f"\n### `{name}`\n\n{schema['description']}\n\n"
        f"- Values: {values(kind)}; default: {default(schema)}\n"
        f"- Variable: {where}\n- In a workspace folder: {workspace(name)}\n"
    )


def values(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] in {"integer", "number"}:
        bounds = (("from", schema.get("minimum")), ("to", schema.get("maximum")))
        return " ".join((schema["type"], *(f"{word} {bound:,}" for word, bound in bounds if bound is not None)))
    return {"array": "list of strings", "string": "string", "boolean": "`true`, `false`"}[schema["type"]]


def default(schema: dict[str, Any]) -> str:
    value = schema["default"]
    if value is None:
        return "unset"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if not isinstance(value, int | list) else f"{value:,}" if value else "empty"


def workspace(name: str) -> str:
    if name in PERSONAL:
        return "never"
    if name in RULES:
        return "yes; adds to your own"
    return "yes; unless you trust it, not above yours" if name in LIMITS else "only if you trust it"


if __name__ == "__main__":
    prose, _ = REFERENCE.read_text(encoding="utf-8").split(MARK)
    REFERENCE.write_text(prose + MARK + reference(), encoding="utf-8")
    sys.stdout.write(f"{REFERENCE.name} is up to date.\n")
