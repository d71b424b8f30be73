"""Files for tests, and what is said of them."""

from pathlib import Path, PurePosixPath

from journeyman.agent.interfaces import FileBytes
from journeyman.review.before_images import Change


def change(path: str, before, after) -> Change:
    def content(data):
        return FileBytes(data, 0o644) if isinstance(data, bytes) else data

    return Change(PurePosixPath(path), content(before), content(after))


def make(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    place.chmod(0o644)
