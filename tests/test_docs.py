"""What the documents say is true of the code."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_changelog_has_an_unreleased_section():
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
