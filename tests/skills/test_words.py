import pytest

from journeyman.skills.spelling import nearest_spelling
from journeyman.skills.stemming import stem
from journeyman.skills.words import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("createApp", ["creat", "app", "createapp"]),
        ("create_app", ["creat", "app", "createapp"]),
        ("create-app", ["creat", "app", "createapp"]),
        ("HTTPServer", ["http", "server", "httpserver"]),
        ("src/routes/users.py", ["src", "rout", "user", "py", "userspi"]),
        ("pyproject.toml", ["pyproject", "toml", "pyprojecttoml"]),
        ("C++, C# and .NET", ["cpp", "csharp", "dotnet"]),
        ("E0382 in i18n", ["e0382", "i18n"]),
        ("Größe, ÉTÉ, ﬁle", ["gross", "ete", "file"]),
        ("添加路由", ["添加", "加路", "路由"]),
        ("用pytest测试", ["用", "pytest", "测试"]),
        ("한국어 테스트", ["한국어", "테스트"]),
        ("हिन्दी", ["हनद"]),
        ("can you please help me with the", []),
        ("commit 3f9a2b7c1d, line 1042", ["commit", "line"]),
        ("NULL\0byte \ud800 lone", ["null", "byte", "lone"]),
        ('"; DROP * OR NEAR(', ["drop", "near"]),
        ("x" * 100, []),
        ("", []),
    ],
)
def test_telling_words_of_every_kind_of_text(text: str, expected: list[str]):
    assert words(text) == expected


def test_of_a_huge_text_both_ends_are_read():
    found = words("first " + "noise " * 100_000 + "last")

    assert (found[0], found[-1]) == ("first", "last")


@pytest.mark.parametrize(
    "family",
    [
        "migrate migrates migrated migrating migration migrations",
        "deploy deploys deployed deploying deployment deployments",
        "validate validation validator validators",
        "cache caches cached caching",
        "map maps mapped mapping mapper",
        "log logs logged logging logger",
        "query queries querying queried",
        "translate translation translations translating",
    ],
)
def test_forms_of_one_word_have_one_stem(family: str):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("word", ["status", "class", "sql", "用户", "x86", "a" * 41])
def test_what_is_no_inflected_english_stays(word: str):
    assert stem(word) == word


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("changlog", "changelog"),
        ("indx", "index"),
        ("pubilsh", "publish"),
        ("kuberntees", "kubernetes"),
        ("zzzz", None),
        ("routr", "route"),
    ],
)
def test_a_slip_of_the_finger_is_understood(word: str, meant: str | None):
    assert nearest_spelling(word, ["changelog", "index", "publish", "kubernetes", "route"]) == meant
