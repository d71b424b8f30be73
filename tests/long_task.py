"""A task of many steps in a small project, and the calls of a model that does it: more than a small window holds.

Its files are larger than one result may be, its tests fail twice and say a lot, and searching finds much.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from journeyman.agent.messages import ToolCall

PROMPT = (
    "Totals are wrong: shop/cart.py forgets the tax. Fix it, keep `python3 run_tests.py` green, note it in NOTES.md."
)
ANSWER = "The tax is in the total now, the tests pass, and NOTES.md says so."
SUMMARY = (
    "## Goal\nTotals with tax.\n## Files\nshop/cart.py: total() at line 300.\n## Open ends\nRun the tests, note it."
)

_FUNCTION = '''\
def rule_{n}(amount, customer):
    """Apply rule {n} to an amount; the customer's contract number {n} says how much is taken off."""
    return amount - customer.get("discount_{n}", 0) * 0.{n:03}

'''
_TOTAL = "def total(cart):\n    return sum(price for _, price in cart)\n\n\n"
_TESTS = """\
import sys
sys.path.insert(0, ".")
from shop.cart import total
for number in range(400):
    print(f"checking contract {number:03}: ok")
assert total([("a", 100), ("b", 100)]) == 238, f"total is {total([('a', 100), ('b', 100)])}, not 238"
print("all passed")
"""


@dataclass(frozen=True)
class Step:
    """A call that the model makes, and what it must find in the result to go on."""

    tool: str
    arguments: dict[str, Any]
    finds: str

    def call(self) -> ToolCall:
        return ToolCall("", self.tool, self.arguments)


def make_project(root: Path) -> None:
    (root / "shop").mkdir(parents=True)
    rules = [_FUNCTION.format(n=n) for n in range(150)]
    cart = "\n".join([*rules[:75], _TOTAL, *rules[75:]])
    (root / "shop" / "cart.py").write_text(cart)
    (root / "run_tests.py").write_text(_TESTS)
    (root / "NOTES.md").write_text("# Notes\n")
    (root / "AGENTS.md").write_text(
        "\n".join(f"- Rule {n}: keep functions short, name things well." for n in range(80))
    )


def steps() -> list[Step]:
    test = {"command": "python3 run_tests.py"}
    return [
        Step("list_files", {"path": "."}, "shop/cart.py"),
        Step("read_file", {"path": "shop/cart.py"}, "Continue with first_line="),
        Step("search_text", {"pattern": "discount_"}, "shop/cart.py"),
        Step("search_text", {"pattern": "def total"}, "shop/cart.py"),
        Step("run_command", test, "total is 200, not 238"),
        Step("read_file", {"path": "shop/cart.py", "first_line": 370, "line_count": 80}, "def total(cart):"),
        Step("edit_file", _edit("sum(price for _, price in cart)", "sum(price * 1.2 for _, price in cart)"), "Edited"),
        Step("run_command", test, "total is 240.0, not 238"),
        Step("read_file", {"path": "run_tests.py"}, "238"),
        Step("read_file", {"path": "shop/cart.py", "first_line": 365}, "def total(cart):"),
        Step("edit_file", _edit("sum(price * 1.2 for", "round(1.19 * sum(price for"), "Edited"),
        Step("edit_file", _edit("_, price in cart)", "_, price in cart))"), "Edited"),
        Step("run_command", test, "all passed"),
        Step("write_file", {"path": "NOTES.md", "content": "x"}, "exists already. Read it first"),
        Step("read_file", {"path": "NOTES.md"}, "# Notes"),
        Step("write_file", {"path": "NOTES.md", "content": "# Notes\n\n- Totals have tax.\n"}, "Replaced"),
        Step("run_command", test, "all passed"),
    ]


def is_done(root: Path) -> bool:
    return "round(1.19" in (root / "shop" / "cart.py").read_text() and "tax" in (root / "NOTES.md").read_text()


def _edit(old: str, new: str) -> dict[str, Any]:
    return {"path": "shop/cart.py", "edits": [{"old": old, "new": new}]}
