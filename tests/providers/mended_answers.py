"""The faults around an answer with which it is read all the same: connection, lines, pieces."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace

from providers.fake_service import Says
from providers.fault_server import (
    BRIEF_AT_LAST,
    CHAT,
    COUNTED,
    DONE,
    GOOD,
    STOP,
    UNCOUNTED,
    Mended,
    Wire,
    event,
    stream,
)


def said(wire: Wire, change: Callable[[bytes], bytes]) -> Says:
    """The usual answer, with its bytes changed."""
    return stream(change(wire.answer()))


def headed(wire: Wire, head: bytes) -> Says:
    return Says([wire.answer()], head=head)


CONNECTION = (
    Mended(
        "reset after the end mark", lambda wire: stream(wire.answer(), then="break"), "the answer is complete", GOOD
    ),
    Mended(
        "silence after the end mark",
        lambda wire: stream(wire.answer(), then="hang"),
        "the answer is complete",
        GOOD,
        patience=BRIEF_AT_LAST,
    ),
    Mended(
        "reset between the last words and the end mark",
        lambda wire: stream(wire.text("Done."), STOP, then="break"),
        "the answer is complete, its tokens are estimated",
        UNCOUNTED,
        (CHAT,),
    ),
    Mended(
        "silence between the last words and the end mark",
        lambda wire: stream(wire.text("Done."), STOP, then="hang"),
        "after 5 seconds the answer is complete, its tokens are estimated",
        UNCOUNTED,
        (CHAT,),
        BRIEF_AT_LAST,
    ),
    Mended(
        "no length, no chunks, only an end",
        lambda wire: headed(wire, b"HTTP/1.0 200 OK\r\n\r\n"),
        "the answer is complete",
    ),
    Mended(
        "hints before the status, headers twice, a type that is not true",
        lambda wire: headed(
            wire,
            b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 \r\nX-Junk: \xff\xfe\r\nX-Junk: 2\r\n"
            b"Content-Type: text/html; charset=koi8-r\r\nSet-Cookie: a=b\r\nRetry-After: soon\r\n\r\n",
        ),
        "they are ignored",
    ),
    Mended(
        "gzip, which nobody asked for",
        lambda wire: Says([gzip.compress(wire.answer())], headers={"Content-Encoding": "gzip"}),
        "it is unpacked",
    ),
    Mended(
        "deflate, which nobody asked for",
        lambda wire: Says([zlib.compress(wire.answer())], headers={"Content-Encoding": "Deflate"}),
        "it is unpacked",
    ),
)

LINES = (
    Mended("a byte order mark", lambda wire: said(wire, lambda data: b"\xef\xbb\xbf" + data), "it is dropped"),
    Mended("CRLF at the ends of lines", lambda wire: said(wire, lambda data: data.replace(b"\n", b"\r\n")), "as usual"),
    Mended("CR at the ends of lines", lambda wire: said(wire, lambda data: data.replace(b"\n", b"\r")), "as usual"),
    Mended("no end of the last line", lambda wire: said(wire, bytes.rstrip), "as usual"),
    Mended(
        "blanks that keep the connection alive",
        lambda wire: said(wire, lambda data: b"  \n \n" + data.replace(b"\n\n", b"\n\n  \n   ") + b"   "),
        "they are dropped",
    ),
    Mended(
        "comments, ids, `retry`, names of events",
        lambda wire: said(wire, lambda data: b": waiting\n\nid: 7\nretry: 9\nevent: x\n" + data),
        "they are ignored",
        wires=(CHAT,),
    ),
    Mended(
        "`[DONE]` is missing",
        lambda wire: said(wire, lambda data: data.replace(DONE, b"")),
        "the answer is complete if it says why it ended",
        wires=(CHAT,),
    ),
    Mended(
        "`finish_reason` is missing",
        lambda wire: stream(wire.text("Done."), COUNTED, DONE),
        "the answer is complete if `[DONE]` follows",
        wires=(CHAT,),
    ),
    Mended(
        "`finish_reason` is a word that nobody knows",
        lambda wire: said(wire, lambda data: data.replace(b'"stop"', b'"because"')),
        "the answer counts as complete",
    ),
    Mended("more after the end mark", lambda wire: said(wire, lambda data: data + wire.text("!")), "it is ignored"),
    Mended(
        "NaN and Infinity",
        lambda wire: said(wire, lambda data: data.replace(b"{", b'{"x": [NaN, -Infinity, 1e999], ', 1)),
        "they count as absent",
    ),
    Mended(
        "half of a surrogate pair in each of two pieces",
        lambda wire: stream(wire.text("\ud83d"), wire.text("\ude00"), wire.end),
        "it is one character",
        replace(GOOD, text="😀"),
    ),
    Mended(
        "half of a surrogate pair alone",
        lambda wire: stream(wire.text("Done.\ud83d"), wire.end),
        "it is kept, and shown as `?`",
        replace(GOOD, text="Done.\ud83d"),
    ),
    Mended(
        "bytes that are no UTF-8",
        lambda wire: said(wire, lambda data: data.replace(b"Done.", b"Done\xc3.")),
        "each is shown as `�`",
        replace(GOOD, text="Done\ufffd."),
    ),
    Mended(
        "null in the place of everything",
        lambda wire: stream(
            *(
                [event({"choices": None}), event({"choices": [None]}), event({"choices": [{"delta": None}]})]
                * (wire is CHAT)
            ),
            wire.put(wire.message({}) | {"message": None, "error": None}),
            wire.part(content=None, tool_calls=None),
            wire.answer(),
        ),
        "it counts as absent",
    ),
)

TABLES = {"Connection": CONNECTION, "Lines and pieces": LINES}
