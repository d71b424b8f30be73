from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.encoding import MAX_FILE_BYTES, Encoding, decode, encode, version_of
from journeyman.errors import ToolError

A = PurePosixPath("a.txt")


@settings(max_examples=200, deadline=None)
@given(data=st.binary() | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
def test_what_can_be_read_is_written_back_byte_for_byte(data: bytes):
    try:
        text, encoding = decode(data, A)
    except ToolError:
        return

    assert encode(text, encoding, A) == data


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"\x89PNG\0\0", "a.txt is a binary file"),
        ("a".encode("utf-32"), "a.txt is a binary file"),
        (b"\xff\xfea", "broken UTF-16"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, complaint: str):
    with pytest.raises(ToolError, match=complaint):
        decode(data, A)


@pytest.mark.parametrize(
    ("text", "encoding", "complaint"),
    [
        ("price: 5 €", Encoding("latin-1"), "stored as latin-1, which has no character '€'"),
        ("\ud800", Encoding(), "no character"),
        ("a\0b", Encoding(), "NUL"),
        ("a" * (MAX_FILE_BYTES + 1), Encoding(), "would be 20,000,001 bytes"),
    ],
)
def test_text_that_a_file_cannot_hold_is_refused(text: str, encoding: Encoding, complaint: str):
    with pytest.raises(ToolError, match=complaint):
        encode(text, encoding, A)


def test_a_version_is_the_sha_256_of_the_bytes():
    assert version_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
