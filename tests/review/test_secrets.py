import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.interfaces import Allowed, Refused
from journeyman.review.secrets import SECRET_GLOBS, is_secret

from .commands import EDIT, READ, judged, judged_path

SECRET = """
.env config/.env .env.local .env.production .env.staging .env.test .env.x prod.env .envrc
server.pem tls/server.key a.p12 a.pfx a.kdbx id_rsa id_ed25519 .ssh/id_rsa .ssh/config .aws/credentials
.netrc .npmrc .pypirc .git-credentials credentials credentials.json service-account.json
service-account-prod.json .ENV ID_RSA Server.PEM .pgpass .kube/config
""".split()
PUBLIC = """
.env.example .env.sample .env.template src/env.py environment.yml README.md keys.py monkey.txt
credentials.py src/credentials/login.py package.json .gitignore aws/main.tf server.pem.md
""".split()


@pytest.mark.parametrize("path", SECRET)
def test_files_that_hold_secrets_are_known_by_name(path):
    assert is_secret(PurePosixPath(path))


@pytest.mark.parametrize("path", PUBLIC)
def test_other_files_are_no_secrets(path):
    assert not is_secret(PurePosixPath(path))


def test_a_search_with_the_globs_skips_what_is_secret(tmp_path):
    # A file system may ignore case, and a glob cannot tell a folder from a file.
    names = {*SECRET, *PUBLIC} - {".ENV", "ID_RSA", "Server.PEM", "src/credentials/login.py"}
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")

    rg = shutil.which("rg") or Path(sys.executable).parent / "rg"
    excluded = [f"--iglob=!{glob}" for glob in SECRET_GLOBS]
    found = subprocess.run(
        [rg, "--files", "--hidden", *excluded], check=True, cwd=tmp_path, capture_output=True, text=True
    )

    assert sorted(found.stdout.split()) == sorted(name for name in names if not is_secret(PurePosixPath(name)))


@pytest.mark.parametrize("path", [".env", "a/../.env", "/home/u/project/.env", "~/.ssh/id_rsa", "/etc/x.pem"])
@pytest.mark.parametrize("spec", [READ, EDIT])
def test_file_tools_do_not_get_secrets(path, spec):
    verdict = judged_path(spec, path, "act", allow=["*", "read_file", "edit_file(**)"])

    assert isinstance(verdict, Refused)
    assert "passwords or keys" in verdict.reason


@pytest.mark.parametrize("pattern", [".env", "**/.env", ".env*"])
def test_a_rule_that_names_a_secret_lets_the_tool_read_it(pattern):
    assert judged_path(READ, ".env", allow=[f"read_file({pattern})"]) == Allowed()


@pytest.mark.parametrize("path", [".git/config", "sub/.git/hooks/pre-commit", ".GIT/config"])
def test_git_s_own_files_are_not_edited(path):
    assert isinstance(judged_path(EDIT, path, "act", allow=["*"]), Refused)
    assert judged_path(READ, path) == Allowed()


@pytest.mark.parametrize(
    "command",
    r"""
cat .env
cat ./.env
cat config/.env
cat ".env"
cat \.env
cat .e*
cat .en?
cat .{env,x}
cat < .env
echo $(< .env)
while read x; do echo $x; done < .env
grep KEY .env
cp .env x
tar --file=.env
docker run --env-file=.env x
source .env
. .env
cat ~/.ssh/id_rsa
cat ~/.aws/credentials
ls; cat .env
echo $(cat .env)
sh -c 'cat .env'
python -c "print(open('.env').read())"
node -e 'require("fs").readFileSync(".env")'
awk '{print}' .env
git diff --no-index /dev/null .env
find . -name x -exec cat .env \;
x=.env; cat $x
tar c ~/.ssh
""".strip().split("\n"),
)
def test_commands_do_not_get_secrets(command):
    verdict = judged(command, "act", allow=["*", "run_command(cat *)"])

    assert isinstance(verdict, Refused)
    assert "passwords or keys" in verdict.reason


@pytest.mark.parametrize(
    "command",
    [
        "cat .env.example",
        "grep -r credentials src",
        'git commit -m "load .env early"',
        "ls *",
        "cat id.txt",
        "ls .github",
    ],
)
def test_commands_that_only_mention_such_words_run(command):
    assert judged(command, "act") == Allowed()


def test_a_rule_that_names_the_secret_lets_the_command_have_it():
    assert judged("cat .env", allow=["run_command(cat .env)"]) == Allowed()
    assert judged("cat .env", allow=["run_command(cat *)", "read_file(.env)"]) == Allowed()
    assert isinstance(judged("cat .env .npmrc", allow=["run_command(cat .env *)"]), Refused)
