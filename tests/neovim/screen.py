"""What the user sees: the grid that Neovim draws, from its `redraw` notifications (`:help ui-linegrid`)."""

from typing import Any

WIDTH, HEIGHT = 120, 40


class Screen:
    """Cells of one grid. The second cell of a wide character is an empty string."""

    def __init__(self) -> None:
        self.cells: list[list[str]] = []
        self.cursor = (0, 0)
        """Row and column, counted from 0."""

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.cells]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def redraw(self, batches: list[list[Any]]) -> bool:
        """Take in what has changed. Return whether that is all for now, so that the screen is whole."""
        for name, *calls in batches:
            draw = getattr(self, f"_{name}", None)
            for arguments in calls if draw else ():
                draw(*arguments)
        return any(name == "flush" for name, *_ in batches)

    def _grid_resize(self, _grid: int, width: int, height: int) -> None:
        self.cells = [[" "] * width for _ in range(height)]

    def _grid_clear(self, _grid: int) -> None:
        self.cells = [[" "] * len(row) for row in self.cells]

    def _grid_cursor_goto(self, _grid: int, row: int, column: int) -> None:
        self.cursor = (row, column)

    def _grid_line(self, _grid: int, row: int, column: int, cells: list[list[Any]], *_wrap: bool) -> None:
        for text, *style in cells:
            repeat = style[1] if len(style) > 1 else 1
            self.cells[row][column : column + repeat] = [text] * repeat
            column += repeat

    def _grid_scroll(self, _grid: int, top: int, bottom: int, left: int, right: int, rows: int, _columns: int) -> None:
        """The region moves up by `rows`, or down if negative; what comes in is drawn afterwards."""
        moved = range(top, bottom - rows) if rows > 0 else range(bottom - 1, top - rows - 1, -1)
        for row in moved:
            self.cells[row][left:right] = self.cells[row + rows][left:right]
