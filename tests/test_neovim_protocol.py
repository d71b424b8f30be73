"""What the plugin of Neovim repeats of the protocol is the same."""

import re

import protocol_lua
from documents import ROOT
from journeyman.lsp import protocol
from protocol_shapes import FROM_SERVER

SOURCES = sorted(path for path in (ROOT / "neovim").rglob("*.lua") if path != protocol_lua.MIRROR)
METHOD = re.compile(r'"(journeyman/\w+/\w+|journeyman/status)"')


def test_the_types_of_the_protocol_are_those_of_the_documents():
    assert protocol_lua.MIRROR.read_text(encoding="utf-8") == protocol_lua.lua(), "run python tests/protocol_lua.py"


def test_every_method_that_the_plugin_names_is_there():
    there = {*protocol.REQUESTS, *protocol.CLIENT_REQUESTS, *protocol.NOTIFICATIONS}

    named = {method for path in SOURCES for method in METHOD.findall(path.read_text(encoding="utf-8"))}

    assert named - there == set()


def test_what_the_server_asks_and_tells_is_heard():
    heard = METHOD.findall((ROOT / "neovim" / "lua" / "journeyman" / "lsp.lua").read_text(encoding="utf-8"))

    assert set(heard) - {"journeyman.prompt"} == {*protocol.CLIENT_REQUESTS, *FROM_SERVER}
