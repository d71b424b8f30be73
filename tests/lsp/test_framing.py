import pytest

from journeyman.lsp.framing import MAX_BODY_BYTES, MAX_HEADER_BYTES, Flaw, Framer
from lsp.raw_client import framed

A, B = framed(b"{}"), framed(b"[1]")


def read(*chunks: bytes) -> list[bytes | int]:
    """What comes out: bodies, and the codes of flaws."""
    framer = Framer()
    found = [item for chunk in chunks for item in framer.feed(chunk)]
    return [item.code if isinstance(item, Flaw) else bytes(item) for item in found]


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 2\r\n\r\n",
        b"content-length:2\r\n\r\n",
        b"CONTENT-LENGTH:  2 \r\n\r\n",
        b"Content-Length: 2\n\n",
        b"Content-Length: 2\r\n\n",
        b"Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n",
        b"\r\n \r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_headers_are_understood_as_clients_write_them(header):
    assert read(header + b"{}" + B) == [b"{}", b"[1]"]


@pytest.mark.parametrize(
    "broken",
    [
        b"garbage",
        b"garbage\r\n\r\n",
        b"}",
        b"Content-Type: text/plain\r\n\r\n{}",
        b"Content-Length: -2\r\n\r\n{}",
        b"Content-Length: two\r\n\r\n{}",
        b"Content-Length: 2.0\r\n\r\n{}",
        b"Content-Length: \r\n\r\n{}",
        b"Content-Length: 99999999999\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Length: 2\r\n{}",
        b"Content-Len",
        b"Content-Length: 2Content-Length: 2",
        b"POST / HTTP/1.1\r\nHost: a\r\n",
        b"x" * 3 * MAX_HEADER_BYTES,
        b"Content-Length: 2" + b"x" * 3 * MAX_HEADER_BYTES,
        b"Content-Length: 2\r\nX: " + b"x" * MAX_HEADER_BYTES + b"\r\n\r\n{}",
        bytes(range(256)) * 8,
    ],
)
def test_what_is_no_header_is_told_once_and_skipped(broken):
    data = A + broken + B

    assert read(data) == [b"{}", -32700, b"[1]"]
    assert read(*(data[index : index + 1] for index in range(len(data)))) == [b"{}", -32700, b"[1]"]


def test_what_is_not_whole_yet_is_waited_for():
    data = A + B

    for cut in range(len(data)):
        assert read(data[:cut], data[cut:]) == [b"{}", b"[1]"]


def test_a_message_that_is_too_large_is_skipped_to_its_end():
    header = b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 5)
    chunks = [b"Content-Length: 2\r\n\r\n{}" * 1024] * (MAX_BODY_BYTES // 23 // 1024)
    rest = b"x" * (MAX_BODY_BYTES + 5 - sum(map(len, chunks)))

    assert read(A + header, *chunks, rest + B) == [b"{}", -32600, b"[1]"]


def test_the_largest_message_that_is_taken_comes_whole():
    body = b"x" * MAX_BODY_BYTES

    assert read(framed(body) + A) == [body, b"{}"]


def test_a_body_that_swallowed_the_next_message_gives_it_back():
    framer = Framer()
    swallowing = b"Content-Length: %d\r\n\r\n{}" % (len(A) + 2)

    [body] = framer.feed(swallowing + A)
    framer.unread(body)

    assert list(framer.feed(B)) == [b"{}", b"[1]"]


def test_text_that_looks_like_a_header_is_none():
    framer = Framer()
    body = b'{"text": "Content-Length: 2\\r\\n\\r\\n{}", broken}'

    [first] = framer.feed(framed(body))
    framer.unread(first)

    assert list(framer.feed(A)) == [b"{}"]
