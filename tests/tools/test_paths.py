from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.errors import ToolError
from journeyman.tools.paths import inside


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    (root / "src").mkdir(parents=True)
    (root / "src" / "a.py").write_text("")
    (tmp_path / "outside").mkdir()
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "broken").symlink_to(tmp_path / "absent")
    (root / "in").symlink_to(root / "src")
    (root / "loop").symlink_to(root / "loop")
    return root


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", "src/a.py"),
        ("./src//a.py", "src/a.py"),
        (".", "."),
        ("new/folder/b.py", "new/folder/b.py"),
        ("in/a.py", "src/a.py"),
        ("in/new.py", "src/new.py"),
        ("ä ö.txt", "ä ö.txt"),
        ("..a/b..", "..a/b.."),
        ("a\nb", "a\nb"),
    ],
)
def test_paths_inside_are_relative_to_the_root_with_links_followed(root: Path, path: str, expected: str):
    assert inside(root, path) == PurePosixPath(expected)


def test_absolute_paths_inside_are_fine_even_through_a_linked_root(root: Path):
    link = root.parent / "link"
    link.symlink_to(root)

    assert inside(root, f"{root}/src/a.py") == PurePosixPath("src/a.py")
    assert inside(link, f"{root}/src/a.py") == PurePosixPath("src/a.py")
    assert inside(root, f"{link}/src/a.py") == PurePosixPath("src/a.py")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("", "path is empty"),
        ("  ", "path is empty"),
        ("../outside", "contains `..`"),
        ("src/../src/a.py", "contains `..`"),
        ("/etc/passwd", "outside the workspace"),
        ("/src/a.py", "relative to the workspace folder, such as src/a.py"),
        ("/out", r"outside the workspace. Use a path relative to the workspace folder\.$"),
        ("out", "^out is outside the workspace: it leads there through a link. Use a path that does not.$"),
        ("out/new.txt", "through a link"),
        ("out/deep/new.txt", "outside the workspace"),
        ("broken", "outside the workspace"),
        ("loop", "no usable path.*links form a loop"),
        ("loop/a", "no usable path.*links form a loop"),
        ("~", "home folder"),
        ("~/a", "home folder"),
        ("~root/a", "home folder"),
        ("C:\\a", "backslash"),
        ("src\\a.py", "backslash"),
        ("a\0b", "NUL"),
        ("\ud800", "broken Unicode"),
        ("ä" * 128, "too long"),
        ("a/" * 2049, "too long"),
    ],
)
def test_paths_that_lead_outside_or_nowhere_are_refused(root: Path, path: str, complaint: str):
    with pytest.raises(ToolError, match=complaint):
        inside(root, path)


@settings(max_examples=200, deadline=None)
@given(
    path=st.lists(st.sampled_from(["..", ".", "a", "in", "out", "loop", "/", "~", "\\", ""]), max_size=6).map("/".join)
)
def test_no_spelling_leads_outside(tmp_path_factory: pytest.TempPathFactory, path: str):
    root = tmp_path_factory.getbasetemp() / "spelling"
    if not root.exists():
        root.mkdir()
        (root / "in").symlink_to(root)
        (root / "out").symlink_to(root.parent)
        (root / "loop").symlink_to(root / "loop")

    try:
        found = inside(root, path)
    except ToolError:
        return

    assert not found.is_absolute()
    assert (root / found).resolve().is_relative_to(root.resolve())
