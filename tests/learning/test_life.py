"""What a skill's uses say about it decides where it stands."""

from datetime import timedelta

import pytest

from journeyman.learning.life import Life, Promote, Retire, RollBack, Use, next_move
from learning.tasks import NOW

STEPS = 8


def life(state="candidate", *, version=1, pinned=False, approved=False, idle=1, age=100):
    last_used_at = None if idle is None else NOW - timedelta(days=idle)
    return Life(state, pinned, version, NOW - timedelta(days=age), last_used_at, approved)


def uses(signs, version=1, *, steps=STEPS, days_ago=20):
    """`+` went well, `-` failed, `?` nobody knows; `p` and `m` likewise, but the skill was not followed."""
    verdicts = {"+": "success", "-": "failure", "?": "unknown", "p": "success", "m": "failure"}
    start = NOW - timedelta(days=days_ago)
    return [
        Use(version, verdicts[sign], steps, 1_000, start + timedelta(hours=hour), sign not in "pm")
        for hour, sign in enumerate(signs)
    ]


TABLE = [
    # A candidate proves itself.
    (life(), "", None),
    (life(), "+", None),
    (life(), "++", Promote),
    (life(), "+?+", Promote),
    (life(), "+p", None),
    (life(), "pp", None),
    (life(), "??????", None),
    (life(), "++m", Promote),
    (life(), "+-", None),
    (life(), "-+", None),
    (life(), "-++", None),
    (life(), "-++++", None),
    (life(), "-+++++", Promote),
    (life(), "-p++++", None),
    (life(approved=True), "", Promote),
    (life(approved=True), "--", Promote),
    # A candidate fails.
    (life(), "-", None),
    (life(), "--", Retire),
    (life(), "-?-", Retire),
    (life(), "-++-", Retire),
    (life(), "+-m", None),
    (life(), "-+++-", Retire),
    (life(), "-++++-", None),
    # A trusted skill has credit.
    (life("trusted"), "++", None),
    (life("trusted"), "++-", None),
    (life("trusted"), "++--", None),
    (life("trusted"), "++---", Retire),
    (life("trusted"), "-+-+-", Retire),
    (life("trusted"), "---+++", None),
    (life("trusted"), "---++", Retire),
    (life("trusted"), "---????", Retire),
    (life("trusted", approved=True), "-----", None),
    # What nobody uses retires.
    (life(idle=59), "", None),
    (life(idle=60), "", Retire),
    (life(idle=60), "++", Promote),
    (life("trusted", idle=59), "++", None),
    (life("trusted", idle=60), "++", Retire),
    (life("trusted", idle=400, approved=True), "", None),
    (life(idle=None, age=59), "", None),
    (life(idle=None, age=60), "", Retire),
    (life(idle=-1), "", None),
    # A pinned skill is the user's, and a retired one is out of the game.
    (life(pinned=True), "--", None),
    (life(pinned=True), "++", None),
    (life("trusted", pinned=True, idle=400), "-----", None),
    (life("retired"), "++", None),
    (life("retired", idle=400), "--", None),
]


@pytest.mark.parametrize(("one", "signs", "kind"), TABLE)
def test_a_first_version_is_moved_by_its_uses(one, signs, kind):
    move = next_move(one, uses(signs), [], NOW)

    assert type(move) is (kind or type(None))


V2 = life(version=2)
TRUSTED_V2 = life("trusted", version=2)
VERSIONS = [
    # Two failures take a version back to the one before.
    (V2, uses("-", 2), [1], None),
    (V2, uses("++", 1) + uses("--", 2), [1], (1, "trusted")),
    (V2, uses("+", 1) + uses("--", 2), [1], (1, "candidate")),
    (V2, uses("--", 2), [1], (1, "candidate")),
    (TRUSTED_V2, uses("++", 1) + uses("--", 2), [1], (1, "trusted")),
    (TRUSTED_V2, uses("++", 1) + uses("+-+-", 2), [1], (1, "trusted")),
    (TRUSTED_V2, uses("++", 1) + uses("-++++-", 2), [1], None),
    (TRUSTED_V2, uses("++", 1) + uses("?m-?m", 2), [1], None),
    (life("trusted", version=2, approved=True), uses("--", 2), [1], (1, "trusted")),
    (life("trusted", version=2, pinned=True), uses("--", 2), [1], None),
    (life("retired", version=2), uses("--", 2), [1], None),
    # Failures of other versions are not its own.
    (V2, uses("----", 1) + uses("-", 2), [1], None),
    (V2, uses("--", 1) + uses("+", 2), [1], None),
    # Never back to a version that failed itself, nor to a later one.
    (life(version=3), uses("++", 1) + uses("--", 2) + uses("--", 3), [1, 2], (1, "trusted")),
    (life(version=3), uses("++", 1) + uses("+", 2) + uses("--", 3), [1, 2], (2, "candidate")),
    (life(version=2), uses("--", 2) + uses("++", 3), [1, 3], (1, "candidate")),
    # Clearly more steps are worse, too, once there is enough to compare.
    (TRUSTED_V2, uses("+++", 1, steps=8) + uses("+++", 2, steps=12), [1], (1, "trusted")),
    (TRUSTED_V2, uses("+++", 1, steps=8) + uses("+++", 2, steps=11), [1], None),
    (TRUSTED_V2, uses("++", 1, steps=8) + uses("+++", 2, steps=30), [1], None),
    (TRUSTED_V2, uses("+++", 1, steps=8) + uses("++", 2, steps=30), [1], None),
    (TRUSTED_V2, uses("+++", 1, steps=8) + uses("++ppp", 2, steps=30), [1], None),
    (TRUSTED_V2, uses("+++", 1, steps=20) + uses("+++", 2, steps=8), [1], None),
]


@pytest.mark.parametrize(("one", "happened", "versions", "back_to"), VERSIONS)
def test_a_later_version_that_does_worse_is_rolled_back(one, happened, versions, back_to):
    move = next_move(one, happened, versions, NOW)

    rolled_back = (move.to_version, move.state) if isinstance(move, RollBack) else None
    assert rolled_back == back_to


def test_a_later_version_can_be_promoted_or_retired_like_a_first_one():
    assert next_move(V2, uses("++", 2), [1], NOW) == Promote("2 tasks with it went well, none failed")
    assert next_move(V2, uses("++", 1) + uses("+", 2), [1], NOW) is None
    assert next_move(V2, uses("--", 1) + uses("--", 2), [1], NOW) == Retire("2 of the last 2 tasks with it failed")
    assert next_move(life(version=2, idle=61), [], [1], NOW) == Retire("not used for 61 days")


def test_reasons_are_for_people():
    slow = uses("+++", 1, steps=8) + uses("+++", 2, steps=20)

    assert next_move(life(approved=True), [], [], NOW) == Promote("approved by the user")
    assert next_move(V2, uses("+--", 2), [1], NOW) == RollBack(
        1, "version 2: 2 of the last 3 tasks with it failed", "candidate"
    )
    assert next_move(TRUSTED_V2, slow, [1], NOW) == RollBack(1, "version 2 takes 20 steps, version 1 took 8", "trusted")


def test_the_order_in_which_uses_are_given_does_not_matter():
    happened = uses("-+++++")

    assert next_move(life(), happened[::-1], [], NOW) == next_move(life(), happened, [], NOW)
