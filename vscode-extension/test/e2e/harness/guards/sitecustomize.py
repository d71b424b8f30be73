"""Loaded into every Python process below the editor: notes and refuses what would leave 127.0.0.1."""

import json
import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[:2] if event == "socket.getaddrinfo" else arguments[1]
        # The address of a socket file is a string.
        if isinstance(address, tuple) and not _is_local(str(address[0] or "localhost")):
            _note(outside=f"{address[0]}:{address[1]}")
            raise ConnectionRefusedError(f"Tests may not contact {address[0]}.")


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _note(**entry: str) -> None:
    with Path(os.environ["NETWORK_NOTES"]).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps({"pid": os.getpid(), **entry}) + "\n")


sys.addaudithook(_refuse_outside)
_note(guarded=" ".join(sys.orig_argv))
