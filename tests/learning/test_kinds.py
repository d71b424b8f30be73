"""Tasks of one kind are found by the skill that fits, and by the words of their prompts."""

from journeyman.learning.kinds import group_by_kind


def grouped(*tasks: tuple[str, str]) -> list[tuple[str, list[int]]]:
    return [(group.kind, group.members) for group in group_by_kind(tasks)]


def test_similar_prompts_are_of_one_kind():
    assert grouped(
        ("", "Add a route for users with a test"),
        ("", "Explain the license"),
        ("", "Add a route for orders with a test"),
        ("", "Rename the class Parser to Reader"),
        ("", "please add a route for /carts, with its test"),
        ("", "Rename the class Lexer to Scanner"),
    ) == [("", [0, 2, 4]), ("", [3, 5])]


def test_tasks_from_before_the_skill_join_its_kind():
    assert grouped(
        ("", "Add a route for users with a test"),
        ("", "Write the changelog"),
        ("add-a-route", "Add a route for orders with a test"),
        ("other", "Write a poem"),
    ) == [("add-a-route", [0, 2]), ("other", [3])]


def test_one_shared_word_makes_no_kind():
    assert grouped(("", "Fix login"), ("", "Fix parser"), ("", "Fix it"), ("", "")) == []


def test_the_same_words_are_one_kind_in_any_script():
    assert grouped(("", "Tests"), ("", "tests!"), ("", "给订单添加路由"), ("", "给订单添加路由")) == [
        ("", [0, 1]),
        ("", [2, 3]),
    ]
