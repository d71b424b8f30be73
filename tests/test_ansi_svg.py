"""Screens of Neovim become pictures in which every character stands in its cell."""

from xml.etree import ElementTree as ET

import pytest

from neovim.ansi_svg import HEIGHT, WIDTH, Run, Style, draw, parse

DARK = "\x1b[38;2;224;226;234m\x1b[48;2;20;22;27m"
SVG = "{http://www.w3.org/2000/svg}"


def picture(screen: str, columns: int = 20) -> ET.Element:
    return ET.fromstring(draw(screen, columns=columns, title="A chat", description="It says <hello> & more."))


def texts(screen: str) -> list[tuple[str | None, float, float]]:
    """Each with the cells where it begins, and how many it takes."""
    found = picture(screen).iter(f"{SVG}text")
    return [(each.text, float(each.get("x", "")) / WIDTH, float(each.get("textLength", "")) / WIDTH) for each in found]


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        ("1;3", Style(bold=True, italic=True)),
        ("1;22", Style()),
        ("38;2;1;2;255", Style(color="#0102ff")),
        ("38:2::1:2:255", Style(color="#0102ff")),
        ("38;2;1;2;3;48;2;4;5;6;1", Style(color="#010203", background="#040506", bold=True)),
        ("38;2;1;2;3;39", Style()),
        ("4", Style(underline="solid")),
        ("4:3;58:2::255:0:0", Style(underline="wavy", line_color="#ff0000")),
        ("4:3;24", Style()),
        ("7;9", Style(reversed=True, struck=True)),
        ("1;7;0;3", Style(italic=True)),
        ("1;", Style()),
    ],
)
def test_codes_say_how_what_follows_looks(codes, style):
    assert parse(f"\x1b[{codes}mx") == [[Run(0, "x", style)]]


def test_a_look_lasts_beyond_the_end_of_a_line():
    bold = Style(bold=True)

    assert parse("a\x1b[1mb\nc\n\n\x1b[md\n") == [
        [Run(0, "a", Style()), Run(1, "b", bold)],
        [Run(0, "c", bold)],
        [],
        [Run(0, "d", Style())],
    ]


def test_links_are_only_their_text():
    assert parse("\x1b]8;;https://127.0.0.1/\x1b\\here\x1b]8;;\x1b\\") == [[Run(0, "here", Style())]]


@pytest.mark.parametrize("screen", ["\x1b[2J", "a\x1b[31mb", "\x1b(0", "\x1b[38;5;1m", "\x1b[4:9m"])
def test_what_is_not_understood_is_not_drawn_wrongly(screen):
    with pytest.raises(ValueError, match=r"no meaning known|termguicolors"):
        parse(screen)


def test_what_follows_a_wide_character_stands_in_its_own_cells():
    assert texts("ab 🦀 c\u0301d") == [
        ("ab", 0, pytest.approx(2)),
        ("🦀", pytest.approx(3), pytest.approx(2)),
        ("c\u0301", pytest.approx(6), pytest.approx(1)),
        ("d", pytest.approx(7), pytest.approx(1)),
    ]


def test_blanks_are_left_out_unless_a_line_goes_through_them():
    assert texts("  a b  ") == [("a b", pytest.approx(2), pytest.approx(3))]
    assert texts("\x1b[4m  a ") == [("  a ", 0, pytest.approx(4))]
    assert texts("\x1b[48;2;1;1;1m    ") == []


def test_blocks_and_lines_are_shapes_that_fill_their_cells():
    svg = picture(f"{DARK}▂█\n ──╯")

    blocks, lines = (each.get("d") for each in svg.iter(f"{SVG}path"))

    quarter = HEIGHT - HEIGHT / 4
    assert blocks == f"M0 {quarter:g}H{WIDTH:g}V{HEIGHT}H0zM{WIDTH:g} 0H{2 * WIDTH:g}V{HEIGHT}H{WIDTH:g}z"
    middle, bottom = HEIGHT * 1.5, HEIGHT
    straight = f"M{WIDTH:g} {middle:g}Q{2 * WIDTH:g} {middle:g} {3 * WIDTH:g} {middle:g}"
    assert lines == f"{straight}M{3 * WIDTH:g} {middle:g}Q{3.5 * WIDTH:g} {middle:g} {3.5 * WIDTH:g} {bottom}"
    assert list(svg.iter(f"{SVG}text")) == []


def test_the_ground_is_what_most_cells_have_and_the_rest_is_painted_on_it():
    svg = picture(f"{DARK}most of it \x1b[48;2;0;85;35mnew\x1b[0m\x1b[7mold")

    ground = svg.find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == "#14161b"
    assert [each.get("fill") for each in svg.iter(f"{SVG}path")] == ["#005523", "#e0e2ea"]
    style = svg.find(f"{SVG}style")
    assert style is not None
    assert style.text is not None
    assert ".s2{fill:#14161b}" in style.text


def test_a_picture_says_what_is_seen_and_holds_no_script_and_no_address():
    screen = f"{DARK}</text><script>alert('&')</script>"

    svg = picture(screen)

    said = {each.tag.removeprefix(SVG): each.text for each in svg if each.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert said == {"title": "A chat", "desc": "It says <hello> & more."}
    assert [text for text, _, _ in texts(screen)] == ["</text><script>alert('&')</script>"]
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} == {"svg", "title", "desc", "style", "rect", "text"}
    assert not any("href" in name for each in svg.iter() for name in each.keys())  # noqa: SIM118


def test_the_picture_is_as_wide_as_the_screen():
    assert picture("one\ntwo and more", columns=5).get("viewBox") == f"0 0 {5 * WIDTH:g} {2 * HEIGHT}"
