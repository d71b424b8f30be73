from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from journeyman.agent.messages import AssistantMessage, Message, ToolCall, ToolResult, UserMessage
from journeyman.memory.full_text import match_any
from journeyman.memory.sessions import SessionStore

TEXT = "The café's parser in src/parse_file.py fails with E501; C++ and NEAR(a b) too. What is it?"


def found(sessions: SessionStore, question: str) -> bool:
    return bool(sessions.search(question))


@pytest.mark.parametrize(
    "question",
    [
        "Why does the parser fail?",
        "parsers failing",
        "PARSER",
        "cafe",
        "CAFÉ",
        "cafe\u0301",
        "What is it?",
        "parser AND NOT OR",
        "AND parser",
        "parser NEAR(absent",
        '"parser',
        "parser'; DROP TABLE messages; --",
        "parser*",
        "^parser",
        "text: parser",
        "-parser +absent",
        "{parser} (absent",
        "src/parse_file.py:12:3: E501",
        "parse_file",
        "C++",
        "parser\0absent",
        "\ud800 parser",
        "👍 parser 👍",
        "🙂parser",
        "parser " + "absent " * 10_000,
        " ".join(f"absent{number}" for number in range(60)) + " parser",
    ],
)
def test_whatever_people_type_finds_the_message(sessions: SessionStore, now: datetime, question: str):
    sessions.add("s1", UserMessage(TEXT), now=now)

    assert found(sessions, question)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("连接数据库失败，请检查配置。", "数据库在哪里？"),
        ("用pytest运行测试", "pytest"),
        ("用pytest运行测试", "如何运行pytest"),
        ("データベースに接続できません", "データベースの設定"),
        ("การเชื่อมต่อฐานข้อมูลล้มเหลว", "ฐานข้อมูลอยู่ที่ไหน"),
        ("데이터베이스 연결 실패", "데이터베이스 연결?"),
        ("База данных не отвечает", "где база ДАННЫХ"),
        ("डेटाबेस कनेक्शन विफल", "कनेक्शन क्यों विफल?"),
        ("فشل الاتصال بقاعدة البيانات", "لماذا فشل الاتصال؟"),
        ("Η βάση δεδομένων", "Πού είναι η ΒΆΣΗ;"),
        ("Größe der Dateien ändern", "Wie kann man die große Datei andern"),
        ("猫", "猫"),
    ],
)
def test_other_scripts_are_found(sessions: SessionStore, now: datetime, text: str, question: str):
    sessions.add("s1", UserMessage(text), now=now)
    sessions.add("s1", UserMessage("something else"), now=now)

    assert [hit.snippet for hit in sessions.search(question)] == [text]


@pytest.mark.parametrize("question", ["", " ", "?!", "\0", "\ud800", '"', "👍", "zebra"])
def test_a_question_without_known_words_finds_nothing(sessions: SessionStore, now: datetime, question: str):
    sessions.add("s1", UserMessage(TEXT), now=now)

    assert not found(sessions, question)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[])))
def test_no_question_is_an_error(sessions: SessionStore, question: str):
    found(sessions, question)


def test_stop_words_count_only_if_there_are_no_others():
    assert match_any("How is the parser doing?") == '"parser"'
    assert match_any("What is it?") == '"what" OR "is" OR "it"'


def test_the_best_match_comes_first_with_all_that_is_known(sessions: SessionStore, now: datetime):
    sessions.add("s1", UserMessage("The parser is slow."), now=now)
    sessions.add("s1", AssistantMessage("The parser reads each config file twice."), now=now)

    best, second = sessions.search("Why is the config parser slow with a config file?", limit=2)

    assert (best.session_id, best.message_id, best.position, best.role) == ("s1", 2, 1, "assistant")
    assert (best.at, best.snippet) == (now, "The parser reads each config file twice.")
    assert best.score > second.score > 0
    assert sessions.search("parser", limit=1) == sessions.search("parser", limit=2)[:1]


@pytest.mark.parametrize(
    ("message", "is_found"),
    [
        (UserMessage("zebra"), True),
        (UserMessage("", "zebra"), False),
        (AssistantMessage("zebra"), True),
        (AssistantMessage(thought="zebra"), False),
        (AssistantMessage(tool_calls=(ToolCall("1", "zebra", {}),)), False),
        (ToolResult("1", "zebra"), True),
        (ToolResult("1", "line " * 1000 + "zebra"), False),
    ],
)
def test_what_was_said_is_found_and_what_was_added_is_not(
    sessions: SessionStore, now: datetime, message: Message, is_found: bool
):
    sessions.add("s1", message, now=now)

    assert found(sessions, "zebra") == is_found


def test_a_search_stays_in_its_workspace(db: Database, sessions: SessionStore, now: datetime):
    there = SessionStore(db, "there")
    there.create("s2", model="m", mode="act", now=now)
    there.add("s2", UserMessage("the zebra there"), now=now)
    sessions.add("s1", UserMessage("the zebra here"), now=now)

    assert [hit.session_id for hit in sessions.search("zebra")] == ["s1"]
    assert [hit.session_id for hit in there.search("zebra")] == ["s2"]
