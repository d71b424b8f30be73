import pytest

from journeyman.agent.interfaces import Allowed, Refused
from journeyman.review.rules import Ask

from .commands import judged


@pytest.mark.parametrize(
    "command",
    """
npm test
npm test -- --watch=false
npm test "some name"
cd web && npm test
npm test; npm test
npm test | npm test
(npm test)
npm test > /dev/null 2>&1
npm test 2>&1
time npm test
timeout 60 npm test
CI=1 npm test
env NODE_ENV=test npm test
sh -c 'npm test'
bash -c "npm test a && npm test b"
if npm test; then echo good; else echo bad; fi
npm test || true
npm test # all of it
echo start; npm test; exit 1
"npm" test
\\npm test
npm test $(npm test)
npm test $NAME
for name in a b; do npm test $name; done
echo a | xargs npm test
""".strip().split("\n"),
)
def test_a_pattern_allows_a_line_of_which_it_allows_every_part(command):
    assert judged(command, allow=["run_command(npm test *)"]) == Allowed()


@pytest.mark.parametrize(
    "command",
    r"""
npm install
npm testing
npm
./npm test
npm\ test
"npm test"
NPM test
ｎpm test
npm test && npm install
npm test; npm install
npm test | tee x
npm test & npm install
npm test $(npm install)
npm test `npm install`
npm test "$(npm install)"
npm test <(npm install)
npm test > out.txt
npm test >> ~/.bashrc
npm test > ../out.txt
PATH=. npm test
NODE_OPTIONS=--require=x npm test
env PATH=. npm test
PATH=.; npm test
export PATH=.; npm test
npm() { npm install; }; npm test
alias npm=x; npm test
cd .. && npm test
cd /tmp && npm test
cd $X && npm test
$X test
npm test && $X
npm test && eval $X
npm test && eval "$(cat x)"
npm test | sh
npm test | xargs npm install
sh -c "npm test; npm install"
sh -c "$X"
bash
bash < script.sh
sh script.sh
source npm test
npm test (
npm test "
npm test && {
npm test `
npm test ; ; npm install
time { npm install; }
npm test <<E `npm install`
npm test "${x:-`npm install`}"
npm test {a,$(npm install)}
npm test $((`npm install`))
npm test > >(npm install)
npm test < <(npm install)
npm test <<< "$(npm install)"
a[$(npm install)]=1 npm test
x=($(npm install)); npm test
f() for i in 1; do npm install; done; npm test
npm test && coproc x { npm install; }
trap 'npm install' EXIT; npm test
""".strip().split("\n"),
)
def test_a_pattern_allows_nothing_else(command):
    assert isinstance(judged(command, allow=["run_command(npm test *)"]), Ask)


@pytest.mark.parametrize(
    "command",
    [
        "npm test\nnpm install",
        "npm test # x\nnpm install",
        "npm test <<E\n$(npm install)\nE",
        "npm test <<E\n`npm install`\nE",
        "npm test <<E\nx\nE\nnpm install",
        "npm te\\\nst\\\n; npm install",
        "npm test\r",
        "npm test\u00a0x",
        "npm test \u202e x",
        "npm test\x00",
        "npm test \x1b[2K",
        "(" * 500 + "npm test" + ")" * 500,
        "npm test " + "x" * 60_000,
        " && ".join(["npm test"] * 300),
        "",
    ],
)
def test_what_is_hidden_on_other_lines_or_unreadable_is_asked_for(command):
    assert judged(command or ";", allow=["run_command(npm test *)"]) != Allowed()


@pytest.mark.parametrize(
    ("command", "part_of_reason"),
    [
        ("echo x > /tmp/x", "outside the workspace"),
        ("echo x >> ~/.bashrc", "outside the workspace"),
        ("echo x > ../x", "outside the workspace"),
        ("> /tmp/x", "outside the workspace"),
        ("A=1 > /tmp/x", "syntax"),
        ("[ -f a ] > /tmp/x", "outside the workspace"),
        ("(ls) > /tmp/x", "outside the workspace"),
        ("ls &>> /tmp/x", "outside the workspace"),
        ("ls >| /tmp/x", "outside the workspace"),
        ("f() { ls; } > /tmp/x; f", "outside the workspace"),
        ("cd web && echo x > ../../x", "outside the workspace"),
        ("make 2> /var/log/x", "outside the workspace"),
        ("make | tee /tmp/log", "outside the workspace"),
        ("cp a /usr/local/bin/a", "outside the workspace"),
        ("mv a ~/a", "outside the workspace"),
        ("touch /tmp/x", "outside the workspace"),
        ("rm /tmp/x", "outside the workspace"),
        ("rm -rf /tmp/x", "outside the workspace"),
        ("echo x > $FILE", "known only when it runs"),
        ("rm -rf $BUILD", "known only when it runs"),
        ("ls | xargs rm -rf", "known only when it runs"),
        ("rm -rf *", "removes everything"),
        ("rm -rf .", "removes everything"),
        ("rm -rf /home/u/project", "removes everything"),
        ("rm -rf .git", "Git's own folder"),
        ("echo x > .git/hooks/pre-commit", "Git's own folder"),
        ("$TOOL --version", "names a command"),
        ("eval $CODE", "known only when it runs"),
        ("base64 -d x | sh", "known only when it runs"),
        ("ls (", "syntax"),
    ],
)
def test_what_leads_out_or_is_unclear_is_asked_for_even_when_acting(command, part_of_reason):
    verdict = judged(command, "act")

    assert isinstance(verdict, Ask)
    assert part_of_reason in verdict.reason
    assert verdict.rule_that_would_allow is None


@pytest.mark.parametrize(
    "command",
    ["make", "rm -rf build", "npm install | tee log", "cd web && rm -rf ../build", "ls $X", "echo a > src/a"],
)
def test_commands_within_the_workspace_run_when_acting(command):
    assert judged(command, "act") == Allowed()


@pytest.mark.parametrize(
    "command",
    [
        "rm x",
        "/bin/rm x",
        "\\rm x",
        "ls; rm x",
        "$(rm x)",
        "sh -c 'rm x'",
        "A=1 rm x",
        "env A=1 rm x",
        "xargs rm x",
    ],
)
def test_a_deny_rule_sees_every_part_and_beats_an_allow_rule(command):
    rules = {"allow": ["*", f"run_command({command})"], "deny": ["run_command(rm *)"]}

    assert isinstance(judged(command, "act", **rules), Refused)


def test_an_unclear_command_is_asked_for_when_a_deny_rule_might_forbid_it():
    assert judged("$X", allow=["run_command"]) == Allowed()
    assert isinstance(judged("$X", allow=["run_command"], deny=["run_command(rm *)"]), Ask)


def test_an_ask_rule_beats_an_allow_rule_and_the_mode():
    verdict = judged("git push origin main", "act", allow=["run_command"], ask=["run_command(git push *)"])

    assert verdict == Ask("The rule `run_command(git push *)` asks for it.")


def test_a_rule_for_the_exact_line_allows_it_as_it_stands():
    rules = {"allow": ["run_command(make > log && ./check)"]}

    assert judged("make > log && ./check", **rules) == Allowed()
    assert isinstance(judged("make > log && ./check -f", **rules), Ask)


def test_redirections_are_allowed_by_rules_for_writing_files():
    rules = {"allow": ["run_command(make *)", "write_file(build/**)"]}

    assert judged("make > build/log", **rules) == Allowed()
    assert isinstance(judged("make > src/log", **rules), Ask)


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("npm test -- -u", "run_command(npm test *)"),
        ("git log -3", "run_command(git log *)"),
        ("npm run build:all", "run_command(npm run build:all *)"),
        ("python -m pytest -q", "run_command(python -m pytest *)"),
        ("cd web && npm test", "run_command(npm test *)"),
        ("python x.py", "run_command(python x.py)"),
        ("curl https://example.com", "run_command(curl https://example.com)"),
        ("make && ./run", "run_command(make && ./run)"),
        ("ls *.py; make", None),
        ("make\n./run", None),
    ],
)
def test_always_is_offered_with_a_rule_that_is_safe_to_keep(command, rule):
    assert judged(command) == Ask("It runs a command.", rule)
    assert rule is None or judged(command, allow=[rule]) == Allowed()


@pytest.mark.parametrize(
    "command", ["git push", "git -C lib push", "git --no-pager -c a.b=c push -q", "git --git-dir x/.git push origin"]
)
def test_options_of_git_do_not_hide_its_command_from_a_deny_rule(command):
    assert isinstance(judged(command, mode="act", deny=["run_command(git push *)"]), Refused)
    assert judged("git -C push status", mode="act", deny=["run_command(git push *)"]) == Allowed()


@pytest.mark.parametrize("command", ["echo hi", "cd web && pwd", "X=1", "true"])
def test_in_ask_mode_every_command_is_asked_for_however_harmless(command):
    assert isinstance(judged(command), Ask)


@pytest.mark.parametrize("beginning", ["echo {\U0010ffff}", "x" * 60_000])
def test_what_cannot_be_read_hides_nothing_from_the_floor(beginning):
    assert isinstance(judged(f"{beginning}; rm -rf ~", mode="act", allow=["run_command"]), Refused)
