"""The page of growth stands by itself, and shows hostile text as text."""

from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from journeyman.learning.growth import LearningCost, summarize
from journeyman.learning.growth_page import plot, render_page
from learning.grown import START, compared, task

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</title><script>alert('x')</script>\x00\x1b[31m & \"quoted\" \ud800"
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Checks that elements are closed in order, and collects what is in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def page(records, *, title="Growth") -> tuple[str, Page]:
    html = render_page(summarize(records, [LearningCost("", 1, 50, 5)]), title=title, now=START)
    return html, Page(html)


def test_the_page_holds_plots_and_the_numbers_behind_them():
    _, parsed = page(compared([4, 5, 6], [10, 11, 12]))

    assert (parsed.tags.count("svg"), parsed.tags.count("table")) == (3, 2)
    assert len(set(parsed.ids)) == len(parsed.ids) == 6
    for told in ("Add a route", "fewer steps, fewer tokens", "-600 (-800 to -400)", "After the cost of learning this"):
        assert told in parsed.text


def test_nothing_comes_from_outside_and_nothing_runs():
    html, parsed = page([task(number, f"{HOSTILE} of the parser") for number in (1, 2)], title=HOSTILE)

    assert {"script", "link", "img", "iframe"}.isdisjoint(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name in {"src", "href", "style"}]
    assert html.count("://") == html.count('xmlns="http://www.w3.org/2000/svg"')
    assert "<script" not in html
    assert "<script>alert('x')</script>" in parsed.text
    html.encode()
    assert "\x00" not in html
    assert "\x1b" not in html


def test_the_page_follows_the_wishes_of_its_reader():
    html, parsed = page([])

    for wish in ("prefers-color-scheme: dark", "prefers-reduced-motion", "@media print"):
        assert wish in html
    assert "No task is finished yet." in parsed.text


def test_every_plot_is_xml_and_says_what_it_shows():
    points = [task(1, HOSTILE), task(2, with_skill=True, steps=4, verdict="failure")]

    root = ET.fromstring(plot(points, "steps", title=HOSTILE, name='a"b'))

    assert root.attrib["aria-labelledby"] == 'a"b-title a"b-desc'
    assert [root.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == [
        "</title><script>alert('x')</script>[31m & \"quoted\" ",
        "2 tasks from 2026-03-02 to 2026-03-03. Squares are with a skill, rings without.",
    ]
    marks = [mark for shape in ("circle", "rect") for mark in root.iter(f"{SVG}{shape}")]
    assert [(mark.attrib["class"], mark.findtext(f"{SVG}title")) for mark in marks] == [
        ("without", "2026-03-02 09:00: 10 steps, success, without a skill"),
        ("with", "2026-03-03 09:00: 4 steps, failure, with a skill"),
    ]


@pytest.mark.parametrize("measure", ["success", "steps", "tokens", "seconds"])
@pytest.mark.parametrize("amount", [0, 1, 2, 300])
def test_every_mark_lies_between_the_axes(measure, amount):
    points = [
        replace(task(number, with_skill=number % 2 == 0), steps=number, tokens=number**3, seconds=number / 7)
        for number in range(amount)
    ]

    root = ET.fromstring(plot(points, measure, title="x"))

    rings = [(float(ring.attrib["cx"]), float(ring.attrib["cy"])) for ring in root.iter(f"{SVG}circle")]
    squares = [(float(one.attrib["x"]) + 4, float(one.attrib["y"]) + 4) for one in root.iter(f"{SVG}rect")]
    assert len(rings) + len(squares) == amount
    assert all(72 <= x <= 468 and 12 <= y <= 156 for x, y in rings + squares)


def test_the_axis_has_round_numbers_and_units():
    root = ET.fromstring(plot([task(1, tokens=12_345)], "tokens", title="x"))

    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert texts[:5] == ["0", "5,000", "10,000", "15,000", "20,000"]
    assert texts[-1] == "tokens of each task, in order: ■ with a skill, ○ without"
