"""The smallest things that look like pictures."""

from base64 import b64decode, b64encode

from journeyman.agent.messages import Image

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
GIF = b"GIF89a\x01\x00\x01\x00"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L"


def picture(data: bytes, mime_type: str = "image/png") -> Image:
    return Image(mime_type, b64encode(data).decode())


def block(image: Image) -> dict[str, object]:
    """The picture as a client sends it."""
    return {"type": "image", "mimeType": image.mime_type, "data": image.data}


PIXEL = picture(PNG)
