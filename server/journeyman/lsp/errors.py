"""What a request is answered with when it fails, and what a request of ours ends with."""

import logging
from dataclasses import asdict

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from ..errors import JourneymanError, ToolError
from .wire import DoesNotFit

CODES = {
    "internal": -32050,
    "usage": -32051,
    "settings": -32052,
    "storage": -32053,
    "no_answer": -32054,
    "skill": -32055,
    "memory": -32056,
    "provider": -32060,
    "provider_unreachable": -32061,
    "provider_refused": -32062,
    "context_overflow": -32063,
    "tools_unsupported": -32064,
}
"""By the kind of a JourneymanError. Clients choose what to offer by `data.kind`; a code never gets a new meaning."""

logger = logging.getLogger(__name__)


def to_response_error(error: BaseException, method: str) -> lsp.ResponseError:
    """Return what the editor is told. What nobody foresaw goes to the log in full, and to the editor by its name."""
    match error:
        case JsonRpcException():
            return lsp.ResponseError(error.code, error.message, error.data)
        case DoesNotFit():
            return lsp.ResponseError(lsp.ErrorCodes.InvalidParams, str(error))
        case ToolError():
            return lsp.ResponseError(lsp.LSPErrorCodes.RequestFailed, str(error))
        case JourneymanError():
            more = asdict(error.remedy) if error.remedy else {}
            return lsp.ResponseError(CODES.get(error.kind, CODES["internal"]), str(error), {"kind": error.kind, **more})
        case _:
            logger.error("%s failed.", method, exc_info=error)
            name = type(error).__name__
            reason = f"{method} failed ({name}). This is a mistake of Journeyman; the log of the server says more."
            return lsp.ResponseError(lsp.ErrorCodes.InternalError, reason)
