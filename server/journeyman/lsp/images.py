"""Pictures in a prompt: checked before anything is kept or sent."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..agent.messages import Image
from ..errors import UsageError

if TYPE_CHECKING:
    from ..providers import ModelInfo

MAX_IMAGES = 10
"""In one prompt."""
MAX_IMAGE_BYTES = 5 * 1024 * 1024

_FORMATS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
"""What files of each kind begin with."""


def to_image(block: Mapping[str, Any]) -> Image:
    """Return the image of a content block.

    Raises:
        UsageError: it is too large, of a kind that models don't take, or not what it says it is.
    """
    mime_type, text = block.get("mimeType"), block.get("data")
    if not isinstance(mime_type, str) or mime_type not in _FORMATS:
        raise UsageError(f"Images of type {str(mime_type)[:40]!r} are not taken. Send {', '.join(_FORMATS)}.")
    if not isinstance(text, str):
        raise UsageError("A content block of type `image` lacks `data`. Send the file in base64.")
    if len(text) > (MAX_IMAGE_BYTES + 2) // 3 * 4:
        raise UsageError(f"An image has more than {MAX_IMAGE_BYTES // 1024**2} MB. Make it smaller, then send it.")
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UsageError(f"The `data` of an image is not base64 ({error}). Send it again.") from error
    if not data.startswith(_FORMATS[mime_type]) or (mime_type == "image/webp" and data[8:12] != b"WEBP"):
        raise UsageError(f"An image says it is {mime_type}, and is not. Save it as PNG or JPEG, then send that.")
    return Image(mime_type, text)


def check_sight(info: "ModelInfo") -> None:
    """Raise UsageError if a model is known to see no images."""
    if info.vision is False:
        raise UsageError(f"{info.id} cannot see images. Choose a model that can, or send the prompt without images.")
