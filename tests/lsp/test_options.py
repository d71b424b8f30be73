"""The options of a session are told and changed as the Agent Client Protocol has them."""

import pytest

from journeyman.agents import Choices
from journeyman.errors import UsageError
from journeyman.lsp.options import choose, config_options
from journeyman.settings import Settings


def current(choices, **settings):
    options = config_options(choices, Settings(**settings), "qwen", ["qwen", "gpt"])
    return {one["id"]: one["currentValue"] for one in options}


def test_without_a_choice_the_settings_are_shown():
    assert current(Choices(), mode="act") == {
        "mode": "act",
        "model": "qwen",
        "thinking": "auto",
        "off_the_record": "off",
    }


@pytest.mark.parametrize(
    ("option", "value", "choices"),
    [
        ("mode", "plan", Choices(mode="plan")),
        ("model", "gpt", Choices(model="gpt")),
        ("thinking", "high", Choices(thinking="high")),
        ("thinking", "auto", Choices()),
        ("off_the_record", "on", Choices(off_the_record=True)),
        ("off_the_record", "off", Choices()),
    ],
)
def test_an_option_is_chosen(option, value, choices):
    assert choose(Choices(), option, value) == choices


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("speed", "high", "There is no option 'speed'. There are: model, mode, thinking, off_the_record."),
        ("mode", "yolo", "mode cannot be 'yolo'. Choose one of: ask, plan, act."),
        ("off_the_record", "", "Choose one of: off, on."),
    ],
)
def test_what_cannot_be_chosen_is_told(option, value, complaint):
    with pytest.raises(UsageError, match=complaint):
        choose(Choices(), option, value)


def test_every_value_that_is_shown_can_be_chosen():
    for one in config_options(Choices(), Settings(), "qwen", ["gpt"]):
        assert one["currentValue"] in [option["value"] for option in one["options"]]
        for option in one["options"]:
            choose(Choices(), one["id"], option["value"])
