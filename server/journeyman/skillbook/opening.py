"""Open the skills of a workspace."""

from pathlib import Path

from ..records import Records
from ..skills.library import places
from .book import Skillbook
from .guarding import guard_for


async def open_skillbook(
    records: Records, root: Path, data_dir: Path, home: Path | None, *, trusted: bool
) -> Skillbook:
    """Open the skills of the workspace folder `root`. Nothing is read before somebody asks."""
    where = places(root, data_dir, records.workspace, home or root / ".journeyman-no-home")
    # The caches lie beside the workspace's private skills.
    return await Skillbook.open(records, where, where[0].folder.parent, guard_for(root, home), trusted=trusted)
