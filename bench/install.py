"""How much disk an installation takes."""

import subprocess
import sys
import tempfile
from pathlib import Path

from figures import Figure

ROOT = Path(__file__).parents[1]


def install_figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "site-packages"
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), str(ROOT)],
            check=True,
            capture_output=True,
        )
        size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file() and not path.is_symlink())
    return [Figure("site-packages, with all dependencies", "MB", [size / 1_000_000], 90)]
