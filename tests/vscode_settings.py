"""The server's settings as the extension of VS Code offers them, in `package.json` and `package.nls.json`.

Run it after a setting has changed: `python tests/vscode_settings.py`.
"""

import json
from typing import Any

from documents import ROOT
from journeyman.lsp.wire import wire_name
from journeyman.settings import Settings

EXTENSION = ROOT / "vscode-extension"
MANIFEST = EXTENSION / "package.json"
TEXTS = EXTENSION / "package.nls.json"
ELSEWHERE = {
    *("api_key", "honcho_key", "compaction_model", "compaction_share", "trusted_workspaces"),
    *("openrouter_order", "openrouter_fallbacks", "openrouter_data_collection"),
}
"""Keys are kept by VS Code as secrets; the others are for `settings.toml`."""
NOT_FROM_FOLDERS = {
    *("provider", "endpoint", "fallback_models", "learning_model", "embedding_model"),
    *("mode", "allow", "memory_backend", "honcho_url", "honcho_user"),
}
"""Where code goes, and what needs no asking, is not for the files of a folder to say."""
OF_THE_MACHINE = {"model"}
"""It depends on where the server runs, so it is not synchronized; a folder that is trusted may have its own."""


def properties() -> dict[str, Any]:
    """The part of `contributes.configuration` that is the server's."""
    schemas = Settings.model_json_schema()["properties"]
    return {key(name): _property(name, schemas[name]) for name in Settings.model_fields if name not in ELSEWHERE}


def texts() -> dict[str, str]:
    """What the settings mean."""
    schemas = Settings.model_json_schema()["properties"]
    return {
        f"setting.{key(name)}": schemas[name]["description"] for name in Settings.model_fields if name not in ELSEWHERE
    }


def key(name: str) -> str:
    """`max_steps` is `journeyman.maxSteps`."""
    return f"journeyman.{wire_name(name)}"


def _property(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    [kind] = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    can_be_unset = "anyOf" in schema
    found: dict[str, Any] = {"type": [kind["type"], "null"] if can_be_unset else kind["type"]}
    if "enum" in kind:
        # Recorded runs are for tests.
        found["enum"] = [value for value in kind["enum"] if value != "scripted"] + [None] * can_be_unset
    if "items" in kind:
        found["items"] = {"type": "string"}
    found |= {bound: kind[bound] for bound in ("minimum", "maximum") if bound in kind}
    return found | {
        "default": schema["default"] if schema["default"] != () else [],
        "scope": "machine"
        if name in NOT_FROM_FOLDERS
        else "machine-overridable"
        if name in OF_THE_MACHINE
        else "window",
        "markdownDescription": f"%setting.{key(name)}%",
    }


def renew() -> None:
    """Write the settings into both files; what is the extension's own stays as it is."""
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    options = manifest["contributes"]["configuration"]["properties"]
    own = {name: option for name, option in options.items() if name in OWN}
    manifest["contributes"]["configuration"]["properties"] = properties() | own
    _write(MANIFEST, manifest)
    known = json.loads(TEXTS.read_text(encoding="utf-8"))
    _write(TEXTS, {name: text for name, text in known.items() if name not in texts()} | texts())


OWN = {
    f"journeyman.{name}"
    for name in ("server.command", "server.python", "server.wheels", "server.start", "notifications", "reviewInEditor")
}
"""The extension's own settings."""


def _write(path: Any, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
