"""However agent and user edit in turn: rejecting takes the agent's lines away, and nothing else."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.interfaces import FileBytes
from journeyman.review.hunks import Change, Reverted, compare, rebase, revert


@dataclass
class Editing:
    """A file that agent and user edit in turn, and what it would be without the agent.

    Every line is different, so that what "the user's edits on top of the original" are is beyond doubt.
    """

    pure: list[bytes]
    current: list[bytes] = field(init=False)
    change: Change = field(init=False)
    lines_made: int = 0

    def __post_init__(self):
        self.current = list(self.pure)
        self.change = compare(self.file(self.pure), self.file(self.pure))

    @staticmethod
    def file(lines: list[bytes]) -> FileBytes:
        return FileBytes(b"".join(lines), 0o644)

    def new_line(self) -> bytes:
        self.lines_made += 1
        return b"new \xff %d\r\n" % self.lines_made

    def edit(self, lines: list[bytes], place: int, kind: str) -> list[bytes]:
        new = {"replace": [self.new_line()], "insert": [lines[place], self.new_line()], "delete": []}[kind]
        return lines[:place] + new + lines[place + 1 :]

    def by_the_agent(self, places: list[int], kind: str) -> None:
        before = self.file(self.current)
        for place in places:
            if self.current:
                self.current = self.edit(self.current, place % len(self.current), kind)
        self.change = rebase(self.change, before, self.file(self.current))

    def by_the_user(self, choice: int, kind: str) -> None:
        """Edit a line that has the same neighbors in both versions: away from all lines of the agent."""
        framed, pure = [b"", *self.current, b""], [b"", *self.pure, b""]
        triples = {tuple(pure[at - 1 : at + 2]): at - 1 for at in range(1, len(pure) - 1)}
        free = [at - 1 for at in range(1, len(framed) - 1) if tuple(framed[at - 1 : at + 2]) in triples]
        if free:
            place = free[choice % len(free)]
            self.lines_made += 1
            number = self.lines_made
            pure_place = triples[tuple(framed[place : place + 3])]
            self.current = self.edit(self.current, place, kind)
            self.lines_made = number
            self.pure = self.edit(self.pure, pure_place, kind)

    def reject(self, choice: int) -> None:
        pending = self.change.hunks("pending")
        if pending:
            hunk = pending[choice % len(pending)]
            reverted = revert(self.change, [hunk], self.file(self.current))
            assert reverted.reasons == {}
            assert reverted.file
            self.current = reverted.file.data.splitlines(keepends=True)
            self.change = Change(self.change.base, self.change.result, {**self.change.states, hunk: "rejected"})


KINDS = st.sampled_from(["replace", "insert", "delete"])
PLACES = st.integers(0, 30)
STEPS = st.one_of(
    st.tuples(st.just("by_the_agent"), st.lists(PLACES, min_size=1, max_size=3), KINDS),
    st.tuples(st.just("by_the_user"), PLACES, KINDS),
    st.tuples(st.just("reject"), PLACES),
)


@settings(max_examples=400)
@given(st.integers(0, 12), st.lists(STEPS, max_size=10))
def test_rejecting_everything_leaves_exactly_the_users_edits_on_the_original(length, steps):
    editing = Editing([b"line %d\n" % number for number in range(length)])

    for name, *arguments in steps:
        getattr(editing, name)(*arguments)
    pending = editing.change.hunks("pending")
    reverted = revert(editing.change, pending, editing.file(editing.current))

    assert reverted == Reverted(editing.file(editing.pure))
