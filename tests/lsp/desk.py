"""A folder, an editor that has one of its files open, and the agent, which edits that."""

from pathlib import Path, PurePosixPath

from journeyman.lsp.files import EditorFiles
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.text_files import TextFiles
from lsp.fake_editor import FakeEditor

A = PurePosixPath("a.txt")


class Desk:
    """A folder with `a.txt`, an editor that has it open, and the agent's files."""

    def __init__(self, root: Path, editor: FakeEditor, **options) -> None:
        self.root, self.editor, self.place = root, editor, root / "a.txt"
        self.place.write_bytes(b"one\ntwo\n")
        self.files = EditorFiles(root, DiskFiles(root), editor.documents, editor.apply_edit, **options)
        self.uri = editor.open(self.place)

    async def text(self) -> str:
        return (await TextFiles(self.files).read(A)).text

    async def edit(self, old: str, new: str) -> None:
        """What edit_file does."""
        files = TextFiles(self.files)
        file = await files.read(A)
        assert old in file.text
        await files.write(A, file.text.replace(old, new), replacing=file.version)
