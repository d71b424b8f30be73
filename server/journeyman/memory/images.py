"""The pictures in messages: beside these, where nothing that reads or changes text comes upon them."""

from base64 import b64decode, b64encode

from sqlite_utils import Database

from ..agent.messages import Image, Message, UserMessage


def m002_images(db: Database) -> None:
    """The second migration of the sessions. A picture goes with its message."""
    db.executescript(
        """
        CREATE TABLE images (
            message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            mime_type TEXT NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (message_id, position)
        );
        """
    )


def keep_images(db: Database, message_id: int, message: Message) -> None:
    """Store the pictures of a message, if it has some."""
    if isinstance(message, UserMessage):
        for position, image in enumerate(message.images):
            db.execute(
                "INSERT INTO images (message_id, position, mime_type, data) VALUES (?, ?, ?, ?)",
                [message_id, position, image.mime_type, b64decode(image.data)],
            )


def images_of(db: Database, session_id: str, history: int) -> dict[int, tuple[Image, ...]]:
    """Return the pictures of a history by the ids of their messages."""
    found: dict[int, tuple[Image, ...]] = {}
    rows = db.execute(
        "SELECT message_id, mime_type, data FROM images JOIN messages ON messages.id = message_id"
        " WHERE session_id = ? AND history = ? ORDER BY message_id, images.position",
        [session_id, history],
    )
    for message_id, mime_type, data in rows:
        found[message_id] = (*found.get(message_id, ()), Image(mime_type, b64encode(data).decode()))
    return found
