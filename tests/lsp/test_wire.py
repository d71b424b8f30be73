import json
from contextlib import suppress

import pytest
from attrs import frozen
from lsprotocol import types as lsp

from journeyman.lsp import protocol, wire
from journeyman.lsp.framing import Flaw
from journeyman.lsp.protocol import Branch, FocusParams, NewSessionParams, PromptParams, QueryResult
from journeyman.lsp.wire import DoesNotFit, encode, from_wire, params_type, parse, result_type, to_wire

RANGE = {"start": {"line": 0, "character": 1}, "end": {"line": 2, "character": 3}}


def decoded(message: dict) -> dict:
    header, _, body = encode(message).partition(b"\r\n\r\n")
    assert header == b"Content-Length: %d" % len(body)
    return json.loads(body)


@pytest.mark.parametrize("method", [*protocol.REQUESTS, *protocol.CLIENT_REQUESTS, *protocol.NOTIFICATIONS])
def test_every_message_of_ours_has_types_that_can_be_read(method):
    for kind in (params_type(method), result_type(method)):
        if kind is not wire.Any:
            with pytest.raises(DoesNotFit, match=r"params: must be an object, not 5"):
                from_wire(5, kind)


@pytest.mark.parametrize("method", lsp.METHOD_TO_TYPES)
def test_every_message_of_lsp_has_types_that_can_be_read(method):
    for kind in (params_type(method), result_type(method)):
        for value in (None, True, 5, "x", [5], {}, {"kind": "x", "range": 5, "items": 5}):
            with suppress(DoesNotFit):
                from_wire(value, kind)


def test_names_are_camel_case_on_the_wire():
    params = from_wire({"root": "file:///a", "from": {"sessionId": "1"}, "unknown": 1}, NewSessionParams)

    assert params == NewSessionParams(root="file:///a", from_=Branch(session_id="1"))
    assert decoded({"params": params})["params"] == {"root": "file:///a", "from": {"sessionId": "1"}}


@pytest.mark.parametrize(
    ("value", "kind", "complaint"),
    [
        ({"sessionId": 5, "prompt": []}, PromptParams, "params.sessionId: must be a string, not 5"),
        ({"prompt": []}, PromptParams, "params.sessionId: is missing"),
        ({"sessionId": None, "prompt": []}, PromptParams, "params.sessionId: must be a string, not null"),
        ({"sessionId": "1", "prompt": "hi"}, PromptParams, 'params.prompt: must be a list, not "hi"'),
        ({"sessionId": "1", "prompt": {}}, PromptParams, "params.prompt: must be a list, not an object"),
        ({"sessionId": "1", "prompt": [5]}, PromptParams, "params.prompt[0]: must be an object, not 5"),
        (
            {"sessionId": "1", "prompt": [], "delivery": "fly"},
            PromptParams,
            'params.delivery: must be one of "send", "queue", "steer", not "fly"',
        ),
        ([], PromptParams, "params: must be an object, not a list"),
        ("x" * 100, PromptParams, "params: must be an object, not a str of 102 characters"),
        ({"root": "a", "trusted": 1}, protocol.TrustParams, "params.trusted: must be true or false, not 1"),
        ({"sessionId": "1", "sinceSeq": True}, protocol.StateParams, "params.sinceSeq: must be an integer, not true"),
        ({"sessionId": "1", "sinceSeq": 1.5}, protocol.StateParams, "params.sinceSeq: must be an integer, not 1.5"),
        ({"line": "1", "character": 0}, lsp.Position, 'params.line: must be an integer, not "1"'),
        ({"line": -1, "character": 0}, lsp.Position, "params: Position.line should be in range"),
        ({"selection": {**RANGE, "end": 5}}, FocusParams, "params.selection.end: must be an object, not 5"),
        ({"documentChanges": [{"kind": "move"}]}, lsp.WorkspaceEdit, "params.documentChanges[0]"),
        ({"value": "loud"}, lsp.SetTraceParams, 'params.value: must be one of "off", "messages", "verbose"'),
        ({"type": True, "message": ""}, lsp.ShowMessageParams, "params.type: must be one of 1, 2, 3, 4, 5, not true"),
        (1, str | bool, "params: must be a string or true or false, not 1"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(value, kind, complaint):
    with pytest.raises(DoesNotFit) as caught:
        from_wire(value, kind)

    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        (5.0, int, 5),
        (5, float, 5.0),
        ({"sessionId": "1", "sinceSeq": None}, protocol.StateParams, protocol.StateParams("1")),
        ({"root": "a", "staged": None}, protocol.CommitMessageParams, protocol.CommitMessageParams("a")),
        ({"a": {"jsonrpc": 1, "type_name": [2]}}, dict[str, wire.Any], {"a": {"jsonrpc": 1, "type_name": [2]}}),
        ("quickfix.of.ours", lsp.CodeActionKind | str, "quickfix.of.ours"),
        ("quickfix", lsp.CodeActionKind | str, lsp.CodeActionKind.QuickFix),
    ],
)
def test_what_fits_is_read(value, kind, read):
    found = from_wire(value, kind)

    assert found == read
    assert type(found) is type(read)


def test_changes_of_documents_are_told_apart():
    changes = [{"text": "a"}, {"text": "b", "range": RANGE}]
    sent = {"textDocument": {"uri": "file:///a", "version": 1}, "contentChanges": changes}

    whole, partial = from_wire(sent, params_type(lsp.TEXT_DOCUMENT_DID_CHANGE)).content_changes

    assert type(whole) is lsp.TextDocumentContentChangeWholeDocument
    assert partial.range.end == lsp.Position(2, 3)


def test_of_several_types_the_one_that_knows_most_fields_is_read():
    edit = {"range": RANGE, "newText": "x", "annotationId": "1"}
    change = {"textDocument": {"uri": "file:///a", "version": None}, "edits": [edit]}

    result = from_wire({"edit": {"documentChanges": [change, {"kind": "delete", "uri": "file:///b"}]}}, QueryResult)

    edited, deleted = result.edit.document_changes
    assert edited.edits[0].annotation_id == "1"
    assert deleted == lsp.DeleteFile(uri="file:///b")


def test_optional_fields_are_left_out_unless_lsp_wants_null():
    edit = lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier("file:///a"), [])

    assert decoded({"result": protocol.StateParams("1"), "edit": edit, "none": None}) == {
        "result": {"sessionId": "1"},
        "edit": {"textDocument": {"uri": "file:///a", "version": None}, "edits": []},
        "none": None,
    }


def test_enums_tuples_and_values_inside_of_plain_objects_are_written():
    message = {"a": [lsp.MessageType.Error, lsp.CodeActionKind.QuickFix], "b": (lsp.Position(1, 2),), "c": {"d": True}}

    assert decoded(message) == {"a": [1, "quickfix"], "b": [{"line": 1, "character": 2}], "c": {"d": True}}


@pytest.mark.parametrize("result", [float("nan"), {1, 2}, object(), [lsp], float("inf")])
def test_a_result_that_cannot_be_written_is_an_error(result):
    assert decoded({"jsonrpc": "2.0", "id": 7, "result": result})["error"]["code"] == -32603


def test_a_notification_that_cannot_be_written_is_left_out():
    assert encode({"jsonrpc": "2.0", "method": "a", "params": object()}) == b""


def test_half_characters_do_not_reach_the_client():
    assert decoded({"text": "half \ud83d of ü"}) == {"text": "half ? of ü"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{}x", b"nul", b"NaN", b'{"a": -Infinity}', b"\xff", b'"\xed\xa0\x80"', b"[" * 100_000, b"1" * 5000],
)
def test_what_is_no_json_is_a_flaw(body):
    found = parse(bytearray(body))

    assert isinstance(found, Flaw)
    assert found.code == -32700


def test_large_messages_are_parsed_like_small_ones():
    value = [{"a": [1.5, None, "ü"], "b": {"c": True}}] * 20_000

    assert parse(bytearray(json.dumps(value).encode())) == value


def test_a_mistake_in_our_own_types_is_no_fault_of_the_client():
    @frozen
    class Strange:
        items: complex

    with pytest.raises(DoesNotFit):
        from_wire({"items": 1}, Strange)
    with pytest.raises(TypeError, match="complex has no form in JSON"):
        to_wire(1j)


CAPABILITIES = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        "configuration": True,
        "symbol": {"symbolKind": {"valueSet": [1, 2, 26]}, "tagSupport": {"valueSet": [1]}},
        "semanticTokens": {"refreshSupport": True},
    },
    "textDocument": {
        "synchronization": {"dynamicRegistration": True, "willSave": True, "didSave": True},
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]},
            "completionItemKind": {"valueSet": [1, 25]},
        },
        "codeAction": {
            "isPreferredSupport": True,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}},
        },
        "semanticTokens": {
            "requests": {"range": True, "full": {"delta": True}},
            "tokenTypes": ["namespace", "strange"],
            "tokenModifiers": ["declaration"],
            "formats": ["relative"],
        },
        "foldingRange": {"foldingRangeKind": {"valueSet": ["comment", "imports", "region"]}},
    },
    "general": {
        "positionEncodings": ["utf-8", "utf-32", "utf-16", "odd"],
        "regularExpressions": {"engine": "ECMAScript"},
    },
    "experimental": {"journeyman": {"version": 1}},
}
VS_CODE = {
    "processId": 4711,
    "clientInfo": {"name": "Visual Studio Code", "version": "1.100.3"},
    "locale": "de",
    "rootPath": "/a",
    "rootUri": "file:///a",
    "capabilities": CAPABILITIES,
    "initializationOptions": {"settings": {"model": "x"}},
    "trace": "off",
    "workspaceFolders": [{"uri": "file:///a", "name": "a"}],
}
NEOVIM = {
    "processId": 4711.0,
    "clientInfo": {"name": "Neovim", "version": "0.11.4"},
    "rootPath": None,
    "rootUri": None,
    "workDoneToken": "1",
    "capabilities": {**CAPABILITIES, "offsetEncoding": ["utf-8"]},
    "trace": "verbose",
    "workspaceFolders": None,
}


@pytest.mark.parametrize("sent", [VS_CODE, NEOVIM])
def test_what_editors_send_to_initialize_is_read(sent):
    params = from_wire(sent, lsp.InitializeParams)

    assert params.process_id == 4711
    assert params.client_info.name == sent["clientInfo"]["name"]
    assert params.capabilities.experimental == {"journeyman": {"version": 1}}
    assert params.capabilities.text_document.semantic_tokens.requests.full.delta
    assert params.capabilities.general.position_encodings[-1] == "odd"
