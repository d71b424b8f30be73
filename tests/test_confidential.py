from time import perf_counter

import pytest

from journeyman.confidential import Found, find_secrets, redact

# In pieces, so that no scanner takes this file for a leak.
GITHUB = "gh" + "p_kT4mZq8Wv2Lx9Rb6Yc3Nd7Pf1Hs5Jg0Qa2Ed"
AWS = "AK" + "IAQ7T2MVLX4JH6WPZD"
JWT = "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiI4NDczIiwicm9sZSI6ImFkbWluIn0.r7Qk2ZxVn9M4bT6Ww1yP3cLdHs8Jg5Fa0UoE"
KEY = "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEpAIBAAKCAQEAq7ZxVn9M4bT6Ww1yP3cLdHs8\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"Use {GITHUB} here.", "Use [redacted: GitHub token] here."),
        (f"id={AWS}", "id=[redacted: AWS access key]"),
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer [redacted: JSON Web Token]"),
        ("Authorization: Basic Ym90OlpxOHZMbTRLdDdSdzI=", "Authorization: Basic [redacted: authorization header]"),
        (f"token {JWT}.", "token [redacted: JSON Web Token]."),
        (f"a\n{KEY}\nb", "a\n[redacted: private key]\nb"),
        ("postgres://app:vQ9xL2mT7zK@db/app", "postgres://app:[redacted: password in a URL]@db/app"),
        ('db_password = "Tz7!kQ9vLm2"', 'db_password = "[redacted: assigned secret]"'),
        ("das Passwort lautet Tz7!kQ9vLm2.", "das Passwort lautet [redacted: assigned secret]."),
        ("deploy --api-key 7f3a9c2e8b1d4f60a5e7", "deploy --api-key [redacted: assigned secret]"),
        ("curl -u ci:Zk8vQ3mW7x https://a", "curl -u ci:[redacted: password on a command line] https://a"),
        (f"{AWS} and {AWS}", "[redacted: AWS access key] and [redacted: AWS access key]"),
    ],
)
def test_a_secret_is_taken_out_of_the_text_around_it(text, redacted):
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "api_key: <your-api-key>, key: sk-...",
        "Authorization: Bearer $TOKEN",
        "password=${DB_PASSWORD}",
        'token = os.environ["TOKEN"]',
        "secret: process.env.JWT_SECRET",
        "postgres://user:password@localhost/db",
        "search for `-----BEGIN RSA PRIVATE KEY-----` in the history",
        "primary_key: customer_order_id_v2",
        "uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11",
        "max_tokens: 4096, token_type: bearer",
    ],
)
def test_placeholders_names_and_hashes_are_no_secrets(text):
    assert find_secrets(text) == []


def test_places_are_counted_in_characters():
    assert find_secrets(f"ключ 🔑 {AWS}") == [Found("AWS access key", 7, 7 + len(AWS))]


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 100_000,
        "://" * 33_000,
        "x://a:" * 16_000,
        "eyJ" * 33_000,
        "password=" * 11_000,
        "-----BEGIN PRIVATE KEY-----" * 3_700,
        "-----BEGIN PRIVATE KEY-----\n" + "A" * 100_000,
        "-----BEGIN PRIVATE KEY-----" + "A: b\n" * 20_000,
        "pass" + "_a" * 50_000 + "=",
        "pass" + " " * 100_000 + "=",
        "mysql " * 16_000,
        "curl -u " * 12_500,
        "MA" + "a1" * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(hostile):
    begun = perf_counter()

    find_secrets(hostile)

    # Measured: 5 to 80 ms for 100 KB. A pattern that tries everything again at each place takes seconds.
    assert perf_counter() - begun < 1
