"""What lies in a folder, a folder of somebody who may not do everything, and a disk that takes no more."""

import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def files_below(folder: Path) -> dict[str, bytes]:
    """Hidden ones too, so that what was left behind shows."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@contextmanager
def powerless_folder() -> Iterator[Path]:
    """Root may do everything, so it acts as nobody for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    finally:
        os.seteuid(user)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file becomes larger than 100 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
