"""Show the text of a JSON answer, `{"answer": "…"}`, while it still arrives."""

import json
import re

# Without a grammar, models like to put a fence around their JSON.
_HEAD = re.compile(r'\s*+(?:```\w*+\s*+)?\{\s*+"answer"\s*+:\s*+"')
_UNITS = re.compile(
    r"""(?:
        [^"\\]++
      | \\[^u]
      | \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}   # a pair of surrogates
      | \\u[dD][89abAB][0-9a-fA-F]{2}(?=[^\\]|\\[^u]|\\u(?:[^dD]|[dD][^c-fC-F]))   # half a pair
      | \\u(?![dD][89abAB])[0-9a-fA-F]{4}
    )*+""",
    re.VERBOSE | re.DOTALL,
)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_UNKNOWN_ESCAPE = re.compile(r"""\\(?:(["\\/bfnrtu])|(.))""", re.DOTALL)


class AnswerText:
    """Decodes the answer piece by piece; the pieces add up to the same text however it was cut."""

    def __init__(self) -> None:
        self.has_begun = False
        """Whether what arrived begins like an answer."""
        self._waiting = ""
        self._has_ended = False

    def add(self, delta: str) -> str:
        """Take the next piece of the JSON and return what can be shown of the text it holds."""
        self._waiting += delta
        if not self.has_begun and (head := _HEAD.match(self._waiting)):
            self.has_begun = True
            self._waiting = self._waiting[head.end() :]
        if not self.has_begun or self._has_ended:
            return ""
        units = _UNITS.match(self._waiting)
        end = units.end() if units else 0
        piece, self._waiting = self._waiting[:end], self._waiting[end:]
        self._has_ended = self._waiting.startswith('"')
        return _decoded(piece)


def _decoded(piece: str) -> str:
    if "\\" not in piece:
        return piece
    # An escape that JSON does not know stands for itself, as in a path of Windows.
    known = _UNKNOWN_ESCAPE.sub(lambda match: match[0] if match[1] else "\\" + match[0], piece)
    text: str = json.loads(f'"{known}"', strict=False)
    return _HALF_PAIR.sub("\ufffd", text)
