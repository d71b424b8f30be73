"""Draw a screen of Neovim, as `tmux capture-pane -e -N` tells it, as an SVG.

Text stays text, each piece of it as wide as its cells whatever the font is. Lines and blocks are drawn as shapes:
those of fonts leave gaps between the cells. Colors are RGB, as with 'termguicolors'.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, BASELINE, FONT_SIZE = 8.4, 17, 13, 14
"""Of a cell, in pixels."""
FONTS = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"

TOKENS = re.compile(r"\x1b\[([\d;:]*)m|\x1b\]8;[^\x1b]*\x1b\\|(.)", re.DOTALL)
COLORS = {"38": "color", "48": "background", "58": "line_color"}
EFFECTS: dict[str, tuple[str, Any]] = {
    "1": ("bold", True), "3": ("italic", True), "7": ("reversed", True), "9": ("struck", True),
    "22": ("bold", False), "23": ("italic", False), "27": ("reversed", False), "29": ("struck", False),
    "39": ("color", ""), "49": ("background", ""), "59": ("line_color", ""),
    "24": ("underline", ""), "4:0": ("underline", ""), "4": ("underline", "solid"), "4:1": ("underline", "solid"),
    "4:2": ("underline", "double"), "4:3": ("underline", "wavy"), "4:4": ("underline", "dotted"),
    "4:5": ("underline", "dashed"),
}  # fmt: skip
COMBINING = r"[\u0300-\u036f\ufe0e\ufe0f]"
PIECES = re.compile(rf"(?:[ -~\xa1-\xff](?!{COMBINING}))+|─+|█+|.{COMBINING}*")
EDGES = {"─": "we", "│": "ns", "┃": "ns", "╭": "es", "╮": "ws", "╰": "en", "╯": "wn"}
THICKNESS = {"┃": 3}
BLOCKS = {block: eighths for eighths, block in enumerate("▁▂▃▄▅▆▇█", 1)}


@dataclass(frozen=True)
class Style:
    """How a cell looks. A color that is empty is the terminal's own."""

    color: str = ""
    background: str = ""
    bold: bool = False
    italic: bool = False
    reversed: bool = False
    struck: bool = False
    underline: str = ""
    """How it is drawn in CSS; empty is no line."""
    line_color: str = ""

    @property
    def lines(self) -> str:
        """What is drawn below or through the text, as a value of CSS."""
        below = ["underline", self.underline, self.line_color] if self.underline else []
        return " ".join(filter(None, [*below, "line-through" * self.struck]))

    @property
    def css(self) -> str:
        lines = f"text-decoration:{self.lines}" * bool(self.lines)
        rules = [f"fill:{self.color}", "font-weight:bold" * self.bold, "font-style:italic" * self.italic, lines]
        return ";".join(filter(None, rules))


@dataclass(frozen=True)
class Run:
    """Cells beside each other that look the same."""

    column: int
    text: str
    style: Style

    @property
    def width(self) -> int:
        return cells(self.text)


Row = list[Run]


def parse(screen: str) -> list[Row]:
    """Return what stands in each row."""
    rows, style = [], Style()
    for line in screen.removesuffix("\n").split("\n"):
        row: Row = []
        column = at = 0
        for token in TOKENS.finditer(line):
            if token.start() != at or token[2] == "\x1b":
                raise ValueError(f"There is no meaning known for {line[at : at + 20]!r}.")
            at = token.end()
            if token[2] is None:
                style = style if token[1] is None else styled(style, token[1])
            elif row and row[-1].style == style:
                row[-1] = replace(row[-1], text=row[-1].text + token[2])
            else:
                row.append(Run(column, token[2], style))
            column += cells(token[2] or "")
        rows.append(row)
    return rows


def styled(style: Style, parameters: str) -> Style:
    """Return the style after Select Graphic Rendition (ECMA-48, section 8.3.117)."""
    codes = iter(parameters.split(";"))
    for code in codes:
        if code in {"", "0"}:
            style = Style()
        elif name := COLORS.get(code.partition(":")[0]):
            color: Any = rgb(code, codes)
            style = replace(style, **{name: color})
        elif code in EFFECTS:
            name, value = EFFECTS[code]
            style = replace(style, **{name: value})
        else:
            raise ValueError(f"There is no meaning known for {code} in {parameters!r}.")
    return style


def rgb(code: str, following: Iterator[str]) -> str:
    """Return the color that `38:2::R:G:B` names, or `38;2;R;G;B`, whose numbers come as codes of their own."""
    kind, *parts = code.split(":")[1:] or [next(following)]
    if kind != "2":
        raise ValueError("A color of the terminal's palette may look like anything. Set 'termguicolors'.")
    parts = parts[-3:] or list(islice(following, 3))
    return "#" + "".join(f"{int(part):02x}" for part in parts)


def cells(text: str) -> int:
    """Return how wide a terminal draws it."""
    return sum(
        0 if unicodedata.category(each) in {"Mn", "Me", "Cf"} else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def draw(screen: str, *, columns: int, title: str, description: str) -> str:
    """Return the SVG. What is beyond the columns is cut off."""
    rows = in_colors(parse(screen))
    runs = [run for row in rows for run in row]
    ground = most_common(rows, "background")
    names = {style: f"s{index}" for index, style in enumerate(dict.fromkeys(run.style for run in runs))}
    rules = "".join(f".{name}{{{style.css}}}" for style, name in names.items())
    size = f'viewBox="0 0 {columns * WIDTH:g} {len(rows) * HEIGHT}"'
    font = f'font-family="{FONTS}" font-size="{FONT_SIZE}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} role="img" xml:space="preserve">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(description)}</desc>",
            f"<style>text{{white-space:pre}}{rules}</style>",
            f'<rect width="100%" height="100%" fill="{ground}"/>',
            *backgrounds(rows, ground),
            *shapes(rows),
            *(text for top, row in enumerate(rows) for run in row for text in texts(top, run, names[run.style])),
            "</svg>\n",
        ]
    )


def in_colors(rows: list[Row]) -> list[Row]:
    """Return the rows with colors as they are seen. The terminal's own are those that most cells have."""
    color, background = most_common(rows, "color"), most_common(rows, "background")

    def seen(style: Style) -> Style:
        front, back = style.color or color, style.background or background
        if style.reversed:
            front, back = back, front
        return replace(style, color=front, background=back, reversed=False)

    return [[replace(run, style=seen(run.style)) for run in row] for row in rows]


def most_common(rows: list[Row], which: str) -> str:
    count: Counter[str] = Counter()
    for row in rows:
        for run in row:
            count[getattr(run.style, which)] += run.width
    del count[""]
    return count.most_common(1)[0][0] if count else {"color": "#000000", "background": "#ffffff"}[which]


def backgrounds(rows: list[Row], ground: str) -> Iterator[str]:
    """A path for each color, but for that of the ground."""
    paths = defaultdict[str, list[str]](list)
    for top, row in enumerate(rows):
        for run in row:
            if run.style.background != ground:
                paths[run.style.background].append(box(run.column, run.width, top * HEIGHT, HEIGHT))
    for color, boxes in paths.items():
        yield f'<path fill="{color}" shape-rendering="crispEdges" d="{"".join(boxes)}"/>'


def shapes(rows: list[Row]) -> Iterator[str]:
    """A path for the blocks of a color, and one for its lines of a thickness."""
    blocks, lines = defaultdict[str, list[str]](list), defaultdict[tuple[str, int], list[str]](list)
    for top, row in enumerate(rows):
        for run in row:
            for column, piece in pieces(run):
                if eighths := BLOCKS.get(piece[0]):
                    height = HEIGHT * eighths / 8
                    blocks[run.style.color].append(box(column, len(piece), (top + 1) * HEIGHT - height, height))
                elif piece[0] in EDGES:
                    lines[run.style.color, THICKNESS.get(piece, 1)].append(curve(column, top, piece))
    for color, boxes in blocks.items():
        yield f'<path fill="{color}" d="{"".join(boxes)}"/>'
    for (color, thickness), curves in lines.items():
        yield f'<path fill="none" stroke="{color}" stroke-width="{thickness}" d="{"".join(curves)}"/>'


def box(column: int, width: int, y: float, height: float) -> str:
    x = f"{column * WIDTH:g}"
    return f"M{x} {y:g}H{(column + width) * WIDTH:g}V{y + height:g}H{x}z"


def curve(column: int, row: int, piece: str) -> str:
    """From one edge of the cells over their middle to another edge."""
    left, right, top, bottom = column * WIDTH, (column + len(piece)) * WIDTH, row * HEIGHT, (row + 1) * HEIGHT
    x, y = (left + right) / 2, (top + bottom) / 2
    at = {"w": (left, y), "e": (right, y), "n": (x, top), "s": (x, bottom)}
    (x1, y1), (x2, y2) = (at[edge] for edge in EDGES[piece[0]])
    return f"M{x1:g} {y1:g}Q{x:g} {y:g} {x2:g} {y2:g}"


def texts(row: int, run: Run, name: str) -> Iterator[str]:
    """What is no shape. A character that fonts may lack, or draw at another width, stands in its cells alone."""
    for column, piece in pieces(run):
        lead = 0 if run.style.lines else len(piece) - len(piece.lstrip())
        words = piece[lead:] if run.style.lines else piece.strip()
        if words and piece[0] not in BLOCKS and piece[0] not in EDGES:
            fit = "" if words.isascii() else ' lengthAdjust="spacingAndGlyphs"'
            yield (
                f'<text class="{name}" x="{(column + lead) * WIDTH:g}" y="{row * HEIGHT + BASELINE}"'
                f' textLength="{cells(words) * WIDTH:g}"{fit}>{escape(words)}</text>'
            )


def pieces(run: Run) -> Iterator[tuple[int, str]]:
    """Each with its column."""
    column = run.column
    for piece in PIECES.findall(run.text):
        yield column, piece
        column += cells(piece)
