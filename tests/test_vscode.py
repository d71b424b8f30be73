"""What the extension of VS Code repeats of the server is the same."""

import json
import re

import protocol_typescript
import vscode_settings
from documents import ROOT, sections

UPDATES = ROOT / "vscode-extension" / "src" / "updates.ts"


def test_the_types_of_the_protocol_are_those_of_the_documents():
    assert protocol_typescript.MIRROR.read_text(encoding="utf-8") == protocol_typescript.typescript(), (
        "run python tests/protocol_typescript.py"
    )


def test_the_updates_have_the_fields_of_the_documents():
    document = (ROOT / "docs" / "protocol-updates.md").read_text(encoding="utf-8")
    documented = {
        heading.strip("`"): {
            re.split(r"[.\[]", name)[0] for name in re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
        }
        for heading, text in sections(document, 3).items()
        if heading.startswith("`")
    }

    assert typed_updates() == documented


def typed_updates() -> dict[str, set[str]]:
    """The fields of each kind of update in TypeScript, but for `kind`."""
    text = UPDATES.read_text(encoding="utf-8")
    bodies = re.findall(r"^export interface \w+ \{\n  kind: \"(\w+)\";\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    return {kind: set(re.findall(r"^  (\w+)\??:", body, re.MULTILINE)) for kind, body in bodies}


def test_the_settings_are_those_of_the_server():
    manifest = json.loads(vscode_settings.MANIFEST.read_text(encoding="utf-8"))
    options = manifest["contributes"]["configuration"]["properties"]
    texts = json.loads(vscode_settings.TEXTS.read_text(encoding="utf-8"))

    assert {name: option for name, option in options.items() if name not in vscode_settings.OWN} == (
        vscode_settings.properties()
    )
    assert {name: texts[name] for name in vscode_settings.texts()} == vscode_settings.texts()


def test_there_are_fewer_than_thirty_settings():
    manifest = json.loads(vscode_settings.MANIFEST.read_text(encoding="utf-8"))

    assert len(manifest["contributes"]["configuration"]["properties"]) < 30


def test_every_text_of_the_manifest_is_there_and_used():
    manifest = vscode_settings.MANIFEST.read_text(encoding="utf-8")
    texts = json.loads(vscode_settings.TEXTS.read_text(encoding="utf-8"))

    assert set(re.findall(r'"%([^%"]+)%"', manifest)) == set(texts)
