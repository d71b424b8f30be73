"""Growth says what the data carries, and no more."""

import json
from dataclasses import replace
from random import Random

import pytest

from journeyman.learning.growth import Arm, Difference, LearningCost, Total, arm, summarize, title_of, to_wire
from journeyman.learning.growth_text import describe, text_plot
from journeyman.learning.intervals import Interval
from learning.grown import compared, task

NO_COST = LearningCost("", 0, 0, 0)


def test_nothing_done_is_said():
    growth = summarize([], [])

    assert (growth.kinds, growth.total, growth.learning) == ((), Total(0, 0, 0, None, 0), NO_COST)
    assert growth.note == "No task is finished yet. What tasks take and how they go appears here."


def test_tasks_that_have_nothing_in_common_are_counted_but_not_compared():
    growth = summarize([task(1, "Write a poem"), task(2, "Fix the login page", verdict="failure")], [])

    assert growth.kinds == ()
    assert growth.total == Total(2, 1, 1, None, 0)
    assert growth.note == "No two tasks are of one kind so far, so there is nothing to compare."


def test_the_first_task_stands_against_the_later_ones():
    records = [task(1, steps=14), task(3, steps=8, verdict="unknown"), task(2, steps=10), task(9, "Write a poem")]
    growth = summarize(records, [])

    [kind] = growth.kinds
    assert [point.episode_id for point in kind.points] == [1, 2, 3]
    assert (kind.kind, kind.title, kind.first) == ("like:1", "Add a route for users", records[0])
    assert kind.later == Arm(2, 1, 0, 9.0, 1000.0, 60.0)
    assert growth.note == "1 task is like no other."


@pytest.mark.parametrize(
    ("with_skill", "without", "note"),
    [
        ([], [10], "1 task of this kind so far, 0 with and 1 without a skill;"),
        ([5, 5], [10] * 9, "11 tasks of this kind so far, 2 with and 9 without a skill;"),
        ([5] * 9, [10, 10], "11 tasks of this kind so far, 9 with and 2 without a skill;"),
    ],
)
def test_too_few_tasks_are_not_compared(with_skill, without, note):
    [kind] = summarize(compared(with_skill, without), []).kinds

    assert (kind.difference, kind.saved_tokens) == (None, None)
    assert kind.note == f"{note} at least 3 of each that did not fail are needed to compare."


def test_three_against_three_are_compared():
    [kind] = summarize(compared([4, 5, 6], [10, 11, 12]), []).kinds

    assert (kind.without_skill, kind.with_skill) == (Arm(3, 3, 0, 11, 1100, 60), Arm(3, 3, 0, 5, 500, 60))
    assert kind.difference is not None
    assert (kind.difference.steps, kind.difference.tokens) == (Interval(-6, -8, -4), Interval(-600, -800, -400))
    assert kind.difference.seconds == Interval(0, 0, 0)
    assert kind.note == (
        "With the skill: fewer steps, fewer tokens. Tasks differ, so the skill need not be the only reason."
    )


def test_nothing_is_better_while_an_interval_holds_zero():
    growth = summarize(compared([9, 10, 12, 8], [10, 11, 9, 12]), [])

    assert growth.kinds[0].note == "No difference is certain: each may as well be chance."
    assert "fewer" not in describe(growth)


def test_chance_alone_is_rarely_called_a_difference():
    random = Random(2)
    draw = lambda: [random.randint(5, 20) for _ in range(8)]  # noqa: E731

    notes = [summarize(compared(draw(), draw()), []).kinds[0].note for _ in range(200)]

    # Tokens follow steps here, so one test is made, and 10 % is what intervals promise. Measured: 2.5 %,
    # because an interval that ends at 0 holds it.
    assert sum("With the skill" in note for note in notes) <= 0.14 * len(notes)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"seconds": 20.0}, "faster"),
        ({"seconds": 200.0}, "slower"),
        ({"steps": 20}, "more steps"),
        ({"tokens": 9000}, "more tokens"),
    ],
)
def test_a_skill_may_also_do_harm(values, said):
    records = [task(number, kind="a") for number in range(1, 5)]
    records += [task(number, kind="a", with_skill=True, **values) for number in range(5, 9)]

    assert f"With the skill: {said}. " in summarize(records, []).kinds[0].note


def test_success_is_compared_where_the_outcome_is_known():
    records = compared([5] * 10, [5] * 10)
    records = [replace(one, verdict="failure") if number in (0, 2, 4, 6) else one for number, one in enumerate(records)]
    [kind] = summarize(records, []).kinds
    [other] = summarize([replace(one, verdict="unknown") for one in records], []).kinds

    assert (kind.difference, other.difference) != (None, None)
    assert "With the skill: more often a success. " in kind.note
    assert other.difference == Difference(None, Interval(0, 0, 0), Interval(0, 0, 0), Interval(0, 0, 0))


def test_learning_is_charged_against_what_it_saved():
    costs = [LearningCost("add-a-route", 1, 700, 100), LearningCost("", 1, 40, 2)]
    growth = summarize(compared([4, 5, 6], [10, 11, 12]), costs)

    assert growth.kinds[0].saved_tokens == 3 * 1100 - 1500 - 800
    assert growth.total == Total(6, 6, 0, 3 * 1100 - 1500 - 842, 1)
    assert growth.learning == LearningCost("", 2, 740, 102)


def test_a_failed_task_saves_nothing_however_soon_it_failed():
    records = compared([4, 5, 6], [10, 11, 12])
    failed = task(20, kind="add-a-route", with_skill=True, verdict="failure", steps=1, tokens=10)
    dear = replace(failed, tokens=2000)

    assert summarize([*records, failed], []).kinds[0].saved_tokens == 1800
    assert summarize([*records, dear], []).kinds[0].saved_tokens == 900
    assert arm([failed]) == Arm(1, 0, 1, None, None, None)


def test_skill_less_tasks_from_before_count_for_the_skill():
    before = [task(number, f"Add a route for {name}") for number, name in enumerate(["users", "carts", "shops"])]
    after = [
        task(number, f"Add a route for {name}", kind="add-a-route", with_skill=True)
        for number, name in enumerate(["films", "books", "songs"], 5)
    ]
    [kind] = summarize([*before, *after], []).kinds

    assert (kind.kind, kind.without_skill.n, kind.with_skill.n) == ("add-a-route", 3, 3)


def test_the_wire_has_what_is_plotted_but_no_prompts():
    growth = summarize(compared([4, 5, 6], [10, 11, 12]), [LearningCost("add-a-route", 1, 700, 100)])
    wire = to_wire(growth)

    assert wire == json.loads(json.dumps(wire))
    [kind] = wire["kinds"]
    assert kind["first"] == kind["points"][0] == {
        "episodeId": 1, "at": "2026-03-02T09:00:00+00:00", "verdict": "success", "steps": 10, "tokens": 1000,
        "seconds": 60.0, "withSkill": False,
    }  # fmt: skip
    assert kind["withSkill"] == {
        "n": 3, "successes": 3, "failures": 0, "steps": 5.0, "tokens": 500.0, "seconds": 60.0,
    }  # fmt: skip
    assert kind["difference"]["steps"] == {"value": -6, "low": -8, "high": -4}
    assert (kind["kind"], kind["title"], kind["savedTokens"]) == ("add-a-route", "Add a route", 1000)
    assert wire["total"] == {"tasks": 6, "successes": 6, "failures": 0, "savedTokens": 1000, "comparedKinds": 1}
    assert wire["learning"] == {"requests": 1, "promptTokens": 700, "completionTokens": 100}
    assert (wire["note"], wire["confidence"]) == ("", 0.9)


def test_a_kind_that_cannot_be_compared_has_no_difference_on_the_wire():
    [kind] = to_wire(summarize(compared([4], [10]), []))["kinds"]

    assert (kind["difference"], kind["savedTokens"]) == (None, None)


@pytest.mark.parametrize(
    ("kind", "prompt", "title"),
    [
        ("add-a-route", "x", "Add a route"),
        ("like:1", "  fix\n\nthe\tbug\x1b[31m\x00 ", "Fix the bug [31m"),
        ("like:1", "x" * 99, f"X{'x' * 58}…"),
        ("like:1", "\n\ud800", "Untitled"),
    ],
)
def test_a_title_is_one_line(kind, prompt, title):
    assert title_of(kind, prompt) == title


def test_the_table_for_a_terminal():
    growth = summarize(compared([4, 5, 6], [10, 11, 12]), [LearningCost("add-a-route", 1, 700, 100)])

    assert (
        describe(growth)
        == """\
6 tasks: 6 went well, 0 did not, 0 unknown. Learning took 1 request and 800 tokens. After all that learning cost, \
tasks with a skill took 1,000 tokens less than as many at the median without.

Add a route
                tasks                 success          steps               tokens        seconds
  first             1                 success             10                1,000             60
  later             5                  5 of 5              6                  600             60
  with a skill      3                  3 of 3              5                  500             60
  without           3                  3 of 3             11                1,100             60
  difference           +0.00 (-0.47 to +0.47)  -6 (-8 to -4)  -600 (-800 to -400)  +0 (+0 to +0)
With the skill: fewer steps, fewer tokens. Tasks differ, so the skill need not be the only reason.

Medians of the tasks that did not fail; in brackets, intervals with 90% confidence."""
    )


def test_what_learning_cost_more_than_it_saved_is_said():
    growth = summarize(compared([4, 5, 6], [10, 11, 12]), [LearningCost("add-a-route", 1, 9000, 0)])

    assert "tasks with a skill took 7,200 tokens more than as many at the median without" in describe(growth)


def test_a_plot_of_text():
    points = compared([4, 3], [10, 8])
    points[3] = replace(points[3], verdict="failure")

    assert (
        text_plot(points, "steps", height_lines=4)
        == """\
10 ┤○
   ┤ ○
   ┤  ■■
 0 ┤
   └────
steps of 4 tasks, 2026-03-02 to 2026-03-05   ■ with a skill  ○ without"""
    )
    assert (
        text_plot(points, "success")
        == """\
success ┤○○■
unknown ┤
failure ┤   ■
        └────
success of 4 tasks, 2026-03-02 to 2026-03-05   ■ with a skill  ○ without"""
    )


def test_tasks_share_columns_where_there_are_more_than_fit():
    assert (
        text_plot(compared([2] * 50, [9] * 51), "tokens", width=5, height_lines=3)
        == """\
900 ┤○○◧
    ┤
  0 ┤   ■■
    └─────
tokens of 101 tasks, 2026-03-02 to 2026-06-10   ■ with a skill  ○ without  ◧ some of each"""
    )


@pytest.mark.parametrize("measure", ["success", "steps", "tokens", "seconds"])
@pytest.mark.parametrize("amount", [0, 1, 2, 500])
def test_any_number_of_tasks_can_be_plotted_as_text(measure, amount):
    plotted = text_plot([task(number, steps=0, tokens=0, seconds=0.0) for number in range(amount)], measure)

    assert plotted.startswith(measure) is (amount == 0 or measure == "success")
