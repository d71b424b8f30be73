"""A small folder and what watches it."""

from contextlib import ExitStack
from pathlib import Path, PurePosixPath

import pytest

from journeyman.review.before_images import BeforeImages
from journeyman.tools.ripgrep import files_below


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "src").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"one\r\n")
    (folder / "src" / "b.py").write_bytes(b"\xff\x00")
    for path in ("a.txt", "src/b.py"):
        (folder / path).chmod(0o644)
    return folder


@pytest.fixture
def watch(root, tmp_path):
    """Makes BeforeImages of the files that ripgrep lists."""
    with ExitStack() as closing:

        def make_images(**options) -> BeforeImages:
            given = {"list_files": lambda: files_below(root, PurePosixPath()), "spool_folder": tmp_path / "spool"}
            images = BeforeImages(root, **{**given, **options})
            closing.callback(images.close)
            return images

        yield make_images


@pytest.fixture
def images(watch):
    return watch()
