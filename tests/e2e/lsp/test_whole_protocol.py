"""The tests of this folder use every message. This one runs last: it looks back at the others."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from e2e.lsp.editor import EXCHANGED
from journeyman.lsp import protocol

STANDARD = {
    lsp.INITIALIZE,
    lsp.INITIALIZED,
    lsp.SHUTDOWN,
    lsp.EXIT,
    lsp.TEXT_DOCUMENT_DID_OPEN,
    lsp.TEXT_DOCUMENT_DID_CHANGE,
    lsp.TEXT_DOCUMENT_DID_SAVE,
    lsp.TEXT_DOCUMENT_DID_CLOSE,
    lsp.TEXT_DOCUMENT_CODE_ACTION,
    lsp.CODE_ACTION_RESOLVE,
    lsp.WORKSPACE_EXECUTE_COMMAND,
    lsp.WORKSPACE_APPLY_EDIT,
    lsp.WORKSPACE_CONFIGURATION,
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION,
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    lsp.WINDOW_SHOW_MESSAGE,
    lsp.WINDOW_WORK_DONE_PROGRESS_CREATE,
    lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL,
    lsp.PROGRESS,
    lsp.CANCEL_REQUEST,
}


def test_every_message_was_exchanged(request):
    folder = Path(__file__).parent
    collected = {item.path for item in request.session.items}
    if not collected.issuperset(folder.glob("test_*.py")):
        pytest.skip("Only some of the tests were asked for.")

    ours = protocol.REQUESTS.keys() | protocol.CLIENT_REQUESTS.keys() | protocol.NOTIFICATIONS.keys()

    assert (ours | STANDARD) - EXCHANGED == set()
