"""The faults that end an answer: what the user is told, how often the service is asked, what had come by then."""

import zlib

from journeyman.errors import ContextOverflow, ProviderRefused
from providers.fake_service import Says, says_json
from providers.fault_server import (
    BRIEF_AT_FIRST,
    BRIEF_BETWEEN,
    CHAT,
    OLLAMA,
    QUICK_TO_SPEAK,
    Broken,
    Wire,
    event,
    refused,
    stream,
)

PAGE = b"<html><title>Sign in</title><body>Sign in first.</body></html>"
HALF = "Half an ans"


def begun(*pieces: bytes, wire: Wire, **more) -> Says:
    return stream(wire.text(HALF), *pieces, **more)


CONNECTION = (
    Broken("nobody listens", lambda wire: Says(), "set JOURNEYMAN_ENDPOINT to where it runs", place="gone"),
    Broken("the name has no address", lambda wire: Says(), "Check the network", place="unknown", wires=(CHAT,)),
    Broken("hung up without a word", lambda wire: Says(then="hang_up"), "closed the connection instead of answering"),
    Broken("reset before the first piece", lambda wire: Says(then="break"), "broke before the answer was complete"),
    Broken(
        "reset after comments, or half of the first piece",
        lambda wire: stream(b"\n: waiting\n" if wire is CHAT else b"\n", wire.text(HALF)[:20], then="break"),
        "broke before the answer was complete",
    ),
    Broken(
        "reset in the middle",
        lambda wire: begun(then="break", wire=wire),
        "broke before the answer was complete",
        came=HALF,
        asked=1,
    ),
    Broken(
        "the stream ends in the middle, as if all were well",
        lambda wire: begun(wire=wire),
        "broke before the answer was complete",
        came=HALF,
        asked=1,
    ),
    Broken(
        "less came than `Content-Length` says",
        lambda wire: Says([wire.text(HALF)], head=b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
        "broke before the answer was complete",
        came=HALF,
        asked=1,
    ),
    Broken(
        "silence, not even a status",
        lambda wire: Says(then="never_answer"),
        "did not answer within",
        asked=1,
        patience=BRIEF_AT_FIRST,
    ),
    Broken(
        "silence after the status", lambda wire: Says(then="hang"), "sent nothing for", asked=1, patience=BRIEF_AT_FIRST
    ),
    Broken(
        "silence in the middle",
        lambda wire: begun(then="hang", wire=wire),
        "sent nothing for",
        came=HALF,
        asked=1,
        patience=BRIEF_BETWEEN,
    ),
    Broken(
        "signs of life, but no word, for 20 minutes",
        lambda wire: Says([b": still here\n\n" if wire is CHAT else b"\n"], then="hang"),
        "has shown signs of life, but said nothing",
        asked=1,
        patience=QUICK_TO_SPEAK,
    ),
)

REFUSALS = (
    Broken("400", refused(400, "bad request"), "refused the request (400)", ProviderRefused, asked=1),
    Broken("401", refused(401, "who are you"), "wants a key (401)", ProviderRefused, asked=1),
    Broken("402", refused(402, "no credits"), "wants to be paid first (402)", ProviderRefused, asked=1),
    Broken("403", refused(403, "forbidden"), "wants a key (403)", ProviderRefused, asked=1),
    Broken("404, about the model", refused(404, "model 'm' not found"), "has no model 'm'", ProviderRefused, asked=1),
    Broken(
        "404, about the address",
        lambda wire: stream(b"404 page not found", status=404),
        "has nothing at this address (404)",
        ProviderRefused,
        asked=1,
    ),
    Broken("405", refused(405), "has nothing at this address (405)", ProviderRefused, asked=1),
    Broken("408", refused(408), "could not answer (408)"),
    Broken("413", refused(413, "too much"), "does not fit the context window", ContextOverflow, asked=1),
    Broken("429", refused(429, "slow down"), "takes no more requests for now (429)"),
    Broken(
        "429, because nothing is paid",
        lambda wire: says_json({"error": {"code": "insufficient_quota", "message": "Quota"}}, 429),
        "wants to be paid first (402)",
        ProviderRefused,
        asked=1,
    ),
    Broken("500", refused(500, "oops"), "could not answer (500)"),
    Broken("501", refused(501, "never"), "refused the request (501)", ProviderRefused, asked=1),
    Broken("502, with a web page", lambda wire: stream(PAGE, status=502), "a web page: Sign in"),
    Broken("503", refused(503, "loading model"), "could not answer (503)"),
    Broken("504", lambda wire: Says(status=504), "could not answer (504)"),
    Broken("529", refused(529, "overloaded"), "could not answer (529)"),
    Broken(
        "a redirect",
        lambda wire: Says(status=307, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
        "sends us on to",
        ProviderRefused,
        asked=1,
    ),
    Broken(
        "the conversation is too long",
        refused(400, "the request exceeds the available context size (2048 tokens)"),
        "does not fit the context window of 2,048 tokens",
        ContextOverflow,
        asked=1,
    ),
)

CONTENTS = (
    Broken("an empty body", lambda wire: Says(), "answered with nothing", ProviderRefused, asked=1, wires=(CHAT,)),
    Broken("an empty body, from Ollama", lambda wire: Says(), "broke before the answer was complete", wires=(OLLAMA,)),
    Broken(
        "comments alone",
        lambda wire: stream(b": waiting\n\n" * 3),
        "answered with nothing",
        ProviderRefused,
        asked=1,
        wires=(CHAT,),
    ),
    Broken(
        "a web page with 200", lambda wire: stream(PAGE), "in no format of a model service", ProviderRefused, asked=1
    ),
    Broken(
        "an error, before anything was said",
        lambda wire: stream(wire.put({"error": {"code": 503, "message": "no room"}})),
        "could not answer (503)",
    ),
    Broken(
        "an error in the middle",
        lambda wire: begun(wire.put({"error": "the model crashed"}), wire=wire),
        "the model crashed",
        came=HALF,
        asked=1,
    ),
    Broken(
        "the end says that it failed",
        lambda wire: begun(event({"choices": [{"delta": {}, "finish_reason": "error"}]}), wire=wire),
        "says that the answer failed",
        came=HALF,
        asked=1,
        wires=(CHAT,),
    ),
    Broken(
        "JSON that is cut off, in the middle",
        lambda wire: begun(wire.text("wer")[:30], wire=wire),
        "a piece of an answer that cannot be read",
        came=HALF,
        asked=1,
    ),
    Broken(
        "JSON that is cut off, at once",
        lambda wire: stream(wire.text("Hel")[:30]),
        "a piece of an answer that cannot be read",
    ),
    Broken(
        "half a character, and no more",
        lambda wire: begun(wire.text("@").replace(b"@", b"\xf0\x9f\x98").partition(b"\x98")[0], wire=wire),
        "a piece of an answer that cannot be read",
        came=HALF,
        asked=1,
    ),
    Broken(
        "JSON a hundred thousand levels deep",
        lambda wire: begun(wire.text("@").replace(b'"@"', b"[" * 100_000), wire=wire),
        "a piece of an answer that cannot be read",
        came=HALF,
        asked=1,
    ),
    Broken(
        "a line of 10 MB",
        lambda wire: begun(wire.text("x" * 10_000_000), wire=wire),
        "a line of more than 8,000,000 characters",
        ProviderRefused,
        came=HALF,
        asked=1,
    ),
    Broken(
        "compressed otherwise than it says",
        lambda wire: stream(wire.answer(), headers={"Content-Encoding": "gzip"}),
        "Turn compression off",
        ProviderRefused,
        asked=1,
    ),
    Broken(
        "compressed as `br`, which nobody asked for",
        lambda wire: stream(wire.answer(), headers={"Content-Encoding": "br"}),
        "compressed its answer as br",
        ProviderRefused,
        asked=1,
    ),
    Broken(
        "a compressed stream that is cut off",
        lambda wire: stream(zlib.compress(wire.text(HALF))[:-9], headers={"Content-Encoding": "deflate"}),
        "a piece of an answer that cannot be read",
    ),
    Broken(
        "something other than HTTP",
        lambda wire: Says(head=b"\x15\x03\x01\x00\x02\x02\x16SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        "answered something other than HTTP",
        ProviderRefused,
        asked=1,
    ),
    Broken(
        "headers that are none",
        lambda wire: Says(head=b"HTTP/1.1 200 OK\r\nno colon here\r\n\x00\xff: 1\r\n\r\n"),
        "answered something other than HTTP",
        ProviderRefused,
        asked=1,
    ),
)

TABLES = {"The connection": CONNECTION, "What the service refuses": REFUSALS, "What it sends": CONTENTS}
