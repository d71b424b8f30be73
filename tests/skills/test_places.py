from pathlib import Path

import pytest

from journeyman.skills.library import Place, places


def test_places_are_in_the_order_in_which_they_count():
    root, home, data = Path("/project"), Path("/home/me"), Path("/data")

    assert places(root, data, "0123456789abcdef", home) == (
        Place("workspace", data / "workspaces/0123456789abcdef/skills", writable=True),
        Place("repository", root / ".agents/skills", writable=True, inside=root),
        Place("user", data / "skills", writable=True),
        Place("other", root / ".claude/skills", writable=False, inside=root),
        Place("other", root / ".github/skills", writable=False, inside=root),
        Place("other", home / ".agents/skills", writable=False),
        Place("other", home / ".claude/skills", writable=False),
    )


def test_a_home_folder_that_is_open_as_a_workspace_counts_once():
    home = Path("/home/me")

    found = places(home, Path("/data"), "key", home)

    assert [(place.scope, place.folder) for place in found] == [
        ("workspace", Path("/data/workspaces/key/skills")),
        ("repository", home / ".agents/skills"),
        ("user", Path("/data/skills")),
        ("other", home / ".claude/skills"),
        ("other", home / ".github/skills"),
    ]


@pytest.mark.parametrize("key", ["", "..", "../../etc", "a/b", "A", "a\0", "\ud800", "x" * 300, "-a", "a b"])
def test_any_workspace_key_becomes_a_folder_of_its_own(key: str):
    first, *_ = places(Path("/project"), Path("/data"), key, Path("/home/me"))

    name = first.folder.parent.name
    assert (first.folder.parents[1], name.isalnum(), len(name)) == (Path("/data/workspaces"), True, 16)
