"""What the user says next tells how the turn before went."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.learning.user_words import words_evidence
from journeyman.memory.episode_rows import Evidence

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BEFORE = "Add a route for users with a test"

GOOD = """
thanks
Thank you so much!
Thanks a lot, that works now
thx
perfect
Perfect, now add pagination to the orders list
Great job!
LGTM
it works
That fixed it, thank you
Looks good. Next, write the changelog
no problem, it works now
not bad at all, thanks
👍
Awesome, all tests pass
ok, great, thanks
that's exactly what I wanted
danke
Danke, passt
Vielen Dank, funktioniert jetzt!
Super, jetzt geht es
sieht gut aus
Perfekt. Als Nächstes bitte die Doku
merci
Merci beaucoup, ça marche
parfait, maintenant ajoute la pagination
c'est bon
gracias
Muchas gracias, ya funciona
perfecto
¡Excelente! Ahora agrega paginación
obrigado, funcionou
perfeito!
grazie mille
Perfetto, ora funziona
bedankt, het werkt
dankjewel
dzięki, działa
świetnie
спасибо
Спасибо, всё работает
отлично, теперь добавь пагинацию
дякую, працює
teşekkürler, çalışıyor
harika
谢谢
完美
太好了，可以了
搞定了，谢谢
ありがとう
ありがとうございます、動きました
完璧です
감사합니다
잘 됩니다, 고마워요
완벽해요
tack, det fungerar
díky, funguje to
شكرا، يعمل الآن
ممتاز
धन्यवाद, काम कर रहा है
cảm ơn, chạy rồi
terima kasih, sudah berhasil
"""
BAD = """
this broke the build
I get an error now: TypeError
测试还是不通过
不是这个意思
テストがまだ通りません
Да нет, опять не то
Verkeerd, de knop moet links
no
No, that's wrong
nope
that's not what I asked for
It still fails
still the same error
this doesn't work
doesn’t work
Undo that
revert your changes please
not good
That is not correct.
it isn't working
You forgot the test
wrong
I meant the other file
the tests still fail
now it crashes on startup
this is not what I wanted at all
I said: add a route for users with a test
thanks but it still fails
Thanks, however the test still doesn't pass
looks good but the page is still broken
nein
Nein, das ist falsch
das ist falsch
geht immer noch nicht
Funktioniert nicht
Danke, aber es funktioniert immer noch nicht
mach das rückgängig
das stimmt so nicht
non, ce n'est pas ça
ça ne marche pas
toujours la même erreur
merci mais ça ne marche toujours pas
no funciona
sigue sin funcionar
gracias, pero sigue fallando
eso está mal
não funciona
ainda não funciona
non funziona
è sbagliato
werkt niet
dat klopt niet
nie działa
nadal nie działa
нет
не работает
всё ещё не работает
Спасибо, но тест по-прежнему не проходит
не працює
çalışmıyor
hâlâ çalışmıyor
不对
还是不行
谢谢，但是还是报错
撤销这个修改
動かない
まだ動きません
ありがとう、でもまだエラーが出ます
違います
안 돼요
여전히 안 됩니다
아니요, 틀렸어요
det fungerar inte
nefunguje to
لا يعمل
ما زال لا يعمل
काम नहीं कर रहा है
यह गलत है
không hoạt động
vẫn lỗi
masih gagal
tidak berfungsi
"""
AGAIN = """
Add a route for users with a test
add a route for users, with a test!
Please add a route for users with a test again
Add a route for users
Add a route for users with a test and documentation
"""
MOVED_ON = r"""
Nice to have: a progress bar for uploads
Handle the case that the user is not found
Add an error message to the form
Write the changelog for the next release
Add a route for orders with a test
Rename the class Parser to Reader everywhere
Fix the bug where search doesn't work for empty input
Show a message if the password is wrong
Please write docs for the parser, thanks
No tests exist for the parser; add them
Make sure the export still works when the file is broken
Great circle distance between two cities: write a function for it
Explain why the login fails on Safari
Schreibe einen Test für den Parser, danke
Behebe den Fehler, dass die Suche nicht funktioniert, wenn das Feld leer ist
Ajoute la pagination à la liste des commandes
Agrega paginación a la lista de pedidos
Добавь пагинацию в список заказов
给订单列表添加分页功能
注文一覧にページネーションを追加して
주문 목록에 페이지 나누기를 추가해 주세요
Add a test for the error path:\n```\nAssertionError: that's wrong, it still fails\n```
> that's wrong\nWho wrote this sentence in the manual of the parser?
"""
NOTHING = """
Strange error in the log of the importer
The importer exits with an exception on my machine
To jest dziwne, błąd w logach importera
导入时出现异常报错
yes
Yes please
ok
continue
go on
the second one
no problem
not wrong
/compact
ja
mach weiter
oui
да
продолжай
好的
继续
はい
네
2
"""


def value(prompt: str, before: str = BEFORE) -> float | None:
    evidence = words_evidence(prompt.replace("\\n", "\n"), before, NOW)
    return evidence.value if evidence else None


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


@pytest.mark.parametrize("prompt", lines(GOOD))
def test_praise_is_good(prompt):
    assert (value(prompt) or 0) >= 0.85


@pytest.mark.parametrize("prompt", lines(BAD))
def test_complaints_are_bad(prompt):
    assert (value(prompt) or 1) <= 0.15


@pytest.mark.parametrize("prompt", lines(AGAIN))
def test_asking_for_the_same_again_is_bad(prompt):
    assert value(prompt) == 0.25


@pytest.mark.parametrize("prompt", lines(MOVED_ON))
def test_another_topic_is_weakly_good(prompt):
    assert value(prompt) == 0.6


@pytest.mark.parametrize("prompt", lines(NOTHING))
def test_an_answer_to_the_agent_says_nothing(prompt):
    assert value(prompt) is None


@pytest.mark.parametrize("prompt", ["", "   ", "...", "\n", "```\nit works\n```", "🙂" * 500])
def test_nothing_said_is_no_evidence(prompt):
    assert value(prompt) is None


def test_a_prompt_that_is_sent_twice_is_asked_again_in_any_script():
    assert [value(prompt, prompt) for prompt in ("给用户添加路由", "ルートを追加して", "Добавь маршрут")] == [0.25] * 3


def test_the_evidence_names_what_was_said():
    assert words_evidence("Danke, passt! Weiter so.", BEFORE, NOW) == Evidence(
        "words", 0.85, "the user said “danke”", NOW
    )
    assert words_evidence("Das ist falsch", BEFORE, NOW) == Evidence(
        "words", 0.05, "the user said “das ist falsch”", NOW
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_are_read(prompt, before):
    words_evidence(prompt, before, NOW)
