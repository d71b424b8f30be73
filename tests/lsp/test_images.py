"""Pictures in a prompt are what they say, and not too large."""

from base64 import b64encode
from pathlib import Path

import pytest

from journeyman.errors import UsageError
from journeyman.lsp.content import to_prompt
from journeyman.lsp.images import MAX_IMAGE_BYTES, MAX_IMAGES, check_sight
from journeyman.providers import ModelInfo
from pictures import GIF, JPEG, PIXEL, PNG, WEBP, block, picture

WORDS = {"type": "text", "text": "What is this?"}


def prompt_with(*blocks):
    return to_prompt([WORDS, *blocks], Path("/home/me/project"))


@pytest.mark.parametrize(
    ("mime_type", "data"), [("image/png", PNG), ("image/jpeg", JPEG), ("image/gif", GIF), ("image/webp", WEBP)]
)
def test_a_picture_goes_with_the_words(mime_type, data):
    image = picture(data, mime_type)

    prompt = prompt_with(block(image))

    assert (prompt.text, prompt.context, prompt.images) == ("What is this?", "", (image,))
    assert image.size_bytes == len(data)


def test_as_many_pictures_and_as_large_ones_as_are_allowed_are_taken():
    largest = picture(PNG.ljust(MAX_IMAGE_BYTES, b"\0"))

    assert prompt_with(*[block(PIXEL)] * (MAX_IMAGES - 1), block(largest)).images[-1] == largest


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"mimeType": "image/svg+xml"}, r"'image/svg\+xml' are not taken\. Send image/png, image/jpeg"),
        ({"mimeType": None}, "'None' are not taken"),
        ({"mimeType": ["image/png"]}, "are not taken"),
        ({"mimeType": "image/jpeg"}, "says it is image/jpeg, and is not. Save it as PNG or JPEG"),
        ({"data": None}, "lacks `data`"),
        ({"data": ""}, "says it is image/png, and is not"),
        ({"data": "no base64!"}, "is not base64"),
        ({"data": "ä"}, "is not base64"),
        ({"data": PIXEL.data[:8] + "\n" + PIXEL.data[8:]}, "is not base64"),
        ({"data": PIXEL.data[:-1]}, "is not base64"),
        ({"data": b64encode(PNG.ljust(MAX_IMAGE_BYTES + 3, b"\0")).decode()}, "more than 5 MB. Make it smaller"),
        ({"mimeType": "image/webp", "data": b64encode(b"RIFF\0\0\0\0WAVEfmt ").decode()}, "says it is image/webp"),
    ],
)
def test_what_is_no_picture_is_refused_and_says_what_to_do(changes, complaint):
    with pytest.raises(UsageError, match=complaint):
        prompt_with(block(PIXEL) | changes)


def test_too_many_pictures_are_refused():
    with pytest.raises(UsageError, match=r"11 images\. Send 10 at most"):
        prompt_with(*[block(PIXEL)] * (MAX_IMAGES + 1))


def test_a_picture_without_words_is_no_task():
    with pytest.raises(UsageError, match="The prompt is empty"):
        to_prompt([block(PIXEL)], Path("/home/me/project"))


def test_a_model_that_is_known_to_be_blind_is_not_asked():
    check_sight(ModelInfo("m", vision=True))
    check_sight(ModelInfo("m", vision=None))

    with pytest.raises(UsageError, match="m cannot see images"):
        check_sight(ModelInfo("m", vision=False))
