"""See through what hides text from a reader: odd letters, invisible characters, encodings."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote

MAX_DEPTH = 4
"""Encodings within encodings that are undone."""
MAX_DECODED = 100_000
"""In characters, for all that is decoded from one text."""

LOOKALIKES = str.maketrans(
    "абвгдеёзікӏлмнорстухѕјһԁԛԝѵьАВЕЗІКМНОРСТУХЅЈԌԚԜαβεηικνορτυχγϲϳωΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɑɡɩʀꜱᴀᴄᴅᴇᴋᴍᴏᴘᴛᴜᴠᴡᴢօոսցհ",
    "abbrdeezikllmhopctyxsjhdqwvbABE3IKMHOPCTYXSJGQWabenikvoptuxycjwABEZHIKMNOPTYXiagirsacdekmoptuvwzonuqh",
)
"""Cyrillic, Greek, Armenian and phonetic letters that look like Latin ones; NFKC leaves them as they are."""
FOREIGN = frozenset(map(chr, LOOKALIKES))
WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")
"""A word that is not all ASCII."""
GREEK = frozenset("αβγδεηικτχω")
"""One of them within a word is usual in the sciences, such as in `TNFα`."""
TURKISH = re.compile("[ğşĞŞİ]")
"""Where one of them occurs, a dotless ı is no disguise."""
LEET = str.maketrans("013457@$!|", "oieastasil")

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")

BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}(?:[ \t]*\n[ \t>#]*[A-Za-z0-9+/_-]{8,}(?=\s|=|$))*={0,2}")
SHORT_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{8,15}={0,2}(?![A-Za-z0-9+/=])")
BASE32 = re.compile(r"(?<![A-Z0-9])[A-Z2-7]{24,}={0,6}")
HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-fA-F]{2}[ :,\n]?(?:0x)?){8,}(?![0-9A-Za-z])")
BINARY = re.compile(r"(?:[01]{8}[ ,\n]?){6,}")
CODES = re.compile(r"(?<!\d)(?:\d{2,3}[,\s+]{1,3}){6,}\d{2,3}(?!\d)")
CHARACTERS = re.compile(r"(?:chr|char|fromCharCode)\]?\s?\(?\s?(\d{2,3})\s?\)?(?:\s?[+.&]\s?)?", re.IGNORECASE)
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u\{?([0-9a-fA-F]{2,6})\}?|U([0-9a-fA-F]{8})|0?([0-7]{3}))")
SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ .\-_*·|/]{1,2}[^\W_]){5,}(?![^\W_])")
LEET_WORD = re.compile(
    r"(?<![\w`/.-])(?:\w{0,20}[A-Za-z][013457@$!|]{1,2}[A-Za-z]\w{0,20}|[013457@$!|][A-Za-z]{2}\w{1,20})(?![\w`/(=-])"
)
TELLING = tuple(
    "ignore disregard forget bypass override without never don't instructions prompt disable enable consent "
    "approve user rm curl wget bash eval send upload secret base64 http".split()
)
"""Words that an attack cannot do without."""
JOINED = re.compile(r"""(["'])\s?(?:\+|\.|&|~)\s?(["'])""")


def plain(text: str) -> str:
    """Return `text` as a reader sees it: usual letters, no invisible ones, no emphasis, one line for a paragraph."""
    text = seen(text)
    if "&" in text:
        text = html.unescape(text)
    text = re.sub(
        r"(?<=\w)<!--[^>]{0,80}-->(?=\w)|</?(?:b|i|u|s|em|strong|span|su[bp]|wbr|small|mark|font|a)\b[^>\n]{0,80}>",
        "",
        text,
    )
    text = re.sub(r"(?<=[^\W_])-\n[ \t]*(?=[a-z])", "", text)
    text = re.sub(r"\*+|(?<!\w)_+|_+(?!\w)|~~", "", text)
    text = re.sub(r"\n(?![ \t]*(?:[-+>#|`$]|\d+[.)]|\n|\Z))[ \t]*", " ", text)
    return re.sub(r"[^\S\n]+", " ", text)


def seen(text: str) -> str:
    """Return `text` in usual letters, without invisible characters; lines stay as they are."""
    if text.isascii():
        return text
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    honest = "ı" if TURKISH.search(text) else ""
    return WORD.sub(lambda match: match[0].translate(LOOKALIKES) if _is_mixed(match[0], honest) else match[0], text)


def has_lookalikes(text: str) -> str:
    """Return a word that mixes Latin letters with others that look the same; "" if there is none."""
    if text.isascii():
        return ""
    honest = "ı" if TURKISH.search(text) else ""
    words = (match[0] for match in WORD.finditer(text) if _is_mixed(match[0], honest))
    return next((word for word in words if len(word) > 2 and not _is_formula(word)), "")


def _is_formula(word: str) -> bool:
    foreign = [char for char in word if not char.isascii()]
    return len(foreign) == 1 and foreign[0] in GREEK


def _is_mixed(word: str, honest: str) -> bool:
    """Whether letters of two alphabets could be taken for each other in `word`, those in `honest` apart.

    `Δt`, `σ` and Russian endings on English words hold letters that look like no Latin one.
    """
    if word.isascii():
        return False
    foreign = [char for char in word if char.isalpha() and not char.isascii() and char not in honest]
    latin = sum(char.isascii() and char.isalpha() for char in word)
    return (
        len(foreign) > 0 and latin > 0 and all(char in FOREIGN for char in foreign) and (latin > 1 or len(foreign) == 1)
    )


def decoded(text: str) -> list[str]:
    """Return every readable text that is hidden in `text` by an encoding, those in decoded texts, too."""
    found: dict[str, None] = {}
    waiting, size = [(text, 0)], 0
    while waiting and size < MAX_DECODED:
        source, depth = waiting.pop()
        for decode in DECODERS:
            for result in decode(source):
                if result and result not in found and result != text and size < MAX_DECODED:
                    found[result] = None
                    size += len(result)
                    if depth + 1 < MAX_DEPTH:
                        waiting.append((result, depth + 1))
    return list(found)


def respelled(text: str) -> Iterator[str]:
    """Yield the lines of `text` that say something when read otherwise: rot13, backwards, letters apart, digits."""
    yield _telling(codecs.encode(text, "rot13"))
    yield _telling("\n".join(line[::-1] for line in text.split("\n")))
    if SPACED.search(text):
        # Two blanks between such words become one, those between letters none.
        apart = re.sub(r"[ \t]{2,}", "\t\t\t", text)
        yield changed(apart, SPACED.sub(lambda match: re.sub(r"[\W_]", "", match[0]), apart))
    if LEET_WORD.search(text):
        yield _telling(changed(text, LEET_WORD.sub(lambda match: match[0].translate(LEET), text)))


def changed(before: str, after: str) -> str:
    """Return the lines of `after` that are not in `before`."""
    known = set(before.split("\n"))
    return "\n".join(line for line in after.split("\n") if line not in known)


def _telling(text: str) -> str:
    return "\n".join(line for line in text.lower().split("\n") if any(word in line for word in TELLING))


def _readable(data: bytes) -> str:
    """`data` as text; "" if it is none."""
    if len(data) >= 8 and data[1::2].count(0) * 3 >= len(data):
        text = data.decode("utf-16-le", errors="replace")  # As PowerShell's -EncodedCommand wants it.
    else:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return ""
    printable = sum(char.isprintable() or char in "\n\t\r" for char in text)
    return text if text and printable == len(text) and re.search(r"[^\W\d_]", text) else ""


def _base64(text: str) -> Iterator[str]:
    is_named = re.search(r"base64|b64|atob|-enc|-e ", text, re.IGNORECASE)
    for match in [*BASE64.finditer(text), *(SHORT_BASE64.finditer(text) if is_named else ())]:
        pieces = [re.sub(r"[\s>#]", "", match[0])]
        pieces += match[0].split() if "\n" in match[0] else []
        for piece in pieces:
            clean = piece.rstrip("=").replace("-", "+").replace("_", "/")
            for candidate in {clean, clean[::-1]}:
                try:
                    data = base64.b64decode(candidate[: len(candidate) - (len(candidate) % 4 == 1)] + "==")
                except binascii.Error:
                    continue
                if result := _readable(data):
                    yield result


def _base32(text: str) -> Iterator[str]:
    for match in BASE32.finditer(text):
        clean = match[0].rstrip("=")
        try:
            yield _readable(base64.b32decode(clean + "=" * (-len(clean) % 8)))
        except binascii.Error:
            continue


def _hex(text: str) -> Iterator[str]:
    for match in HEX.finditer(text):
        digits = re.sub(r"0x|[^0-9a-fA-F]", "", match[0])
        yield _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _numbers(text: str) -> Iterator[str]:
    for match in BINARY.finditer(text):
        yield _readable(bytes(int(byte, 2) for byte in re.findall("[01]{8}", match[0])))
    for match in CODES.finditer(text):
        codes = [int(code) for code in re.findall(r"\d+", match[0])]
        if all(code < 256 for code in codes):
            yield _readable(bytes(codes))
    if CHARACTERS.search(text):
        yield changed(text, CHARACTERS.sub(lambda match: chr(int(match[1])), text))


def _escapes(text: str) -> Iterator[str]:
    if "\\" in text and len(ESCAPE.findall(text)) >= 2:
        yield changed(text, ESCAPE.sub(_character, text))
    if text.count("%") >= 2 and (unquoted := unquote(text)) != text:
        yield changed(text, unquoted)
    if text.count("&") >= 2 and (unescaped := html.unescape(text)) != text:
        yield changed(text, unescaped)
    if JOINED.search(text):
        yield changed(text, JOINED.sub(lambda match: "" if match[1] == match[2] else match[0], text))


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    code = int(digits, 16) if digits else int(match[4], 8)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "?"


def _smuggled(text: str) -> Iterator[str]:
    """Text in characters that nothing displays: tags are ASCII moved up, variation selectors count bytes."""
    for match in TAGS.finditer(text):
        yield "".join(chr(ord(char) - 0xE0000) for char in match[0])
    for match in SELECTORS.finditer(text):
        codes = [ord(char) - (0xFE00 if char <= "\ufe0f" else 0xE0100 - 16) for char in match[0]]
        yield _readable(bytes(code for code in codes if code < 256))


DECODERS: tuple[Callable[[str], Iterator[str]], ...] = (_base64, _base32, _hex, _numbers, _escapes, _smuggled)
