"""Find passwords and keys in text, and take them out of it.

Which formats exist is known from the documentation of the services and from the published rules of gitleaks
(https://github.com/gitleaks/gitleaks) and detect-secrets 1.5 (https://github.com/Yelp/detect-secrets). Neither is
a dependency: the first is a program of its own, and the second cannot be imported without a client for HTTP.
"""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A secret in a text."""

    kind: str
    """What it is, for people, such as `GitHub token`."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of secret looks. It is searched for where one of `hints` occurs."""

    kind: str
    hints: tuple[str, ...]
    pattern: str
    """What lies outside of the group `secret`, if there is one, is not secret."""


FORMATS = (
    Format("AWS access key", ("AKIA", "ASIA", "ABIA", "ACCA"), r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    Format("GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9]{30,255}"),
    Format("GitHub token", ("github_pat_",), r"github_pat_[A-Za-z0-9_]{60,255}"),
    Format(
        "GitLab token",
        ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-"),
        r"gl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{20,}",
    ),
    Format("Anthropic key", ("sk-ant-",), r"sk-ant-[a-z]+\d*-[\w-]{24,}"),
    Format("key of a model service", ("sk-",), r"sk-(?!ant-)(?:(?:proj|svcacct|admin|or-v1|lf)-)?[A-Za-z0-9_-]{24,}"),
    Format("key of a model service", ("gsk_", "hf_", "r8_", "pplx-", "nvapi-", "xai-", "fw_", "tvly-"),
           r"(?:gsk_|hf_|r8_|pplx-|nvapi-|xai-|fw_|tvly-)(?:dev-|prod-)?[A-Za-z0-9_-]{22,}"),
    Format("Google key", ("AIza",), r"AIza[\w-]{32,39}"),
    Format("Google token", ("ya29.", "GOCSPX-"), r"(?:ya29\.|GOCSPX-)[\w-]{20,}"),
    Format("Slack token", ("xox", "xapp-"), r"(?:xox[abeoprs](?:\.xox[bp])?-|xapp-\d-)[A-Za-z0-9-]{16,}"),
    Format("Slack webhook", ("hooks.slack.com",), r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[\w/]{24,})"),
    Format("Discord webhook", ("/api/webhooks/",), r"discord(?:app)?\.com/api/webhooks/(?P<secret>\d{15,}/[\w-]{50,})"),
    Format("Teams webhook", ("webhook.office.com",), r"webhook\.office\.com/(?P<secret>webhookb2/[\w@/-]{60,})"),
    Format("Discord token", (".",), r"[MNO][A-Za-z\d]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])"),
    Format("Stripe key", ("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"),
           r"(?:[sr]k_(?:live|test|prod)_|whsec_)[A-Za-z0-9+/]{16,}={0,2}"),
    Format("npm token", ("npm_",), r"npm_[A-Za-z0-9]{30,}"),
    Format("PyPI token", ("pypi-",), r"pypi-[A-Za-z0-9_-]{50,}"),
    Format("RubyGems key", ("rubygems_",), r"rubygems_[a-f0-9]{48}"),
    Format("SendGrid key", ("SG.",), r"SG\.[\w-]{16,32}\.[\w-]{16,64}"),
    Format("Mailgun key", ("key-",), r"key-[0-9a-f]{32}"),
    Format("Mailchimp key", ("-us",), r"[0-9a-f]{32}-us\d{1,2}(?!\w)"),
    Format("Twilio key", ("SK", "AC"), r"(?:SK|AC)[0-9a-f]{32}(?!\w)"),
    Format("Telegram token", (":AA",), r"\d{8,10}:AA[\w-]{32,35}"),
    Format("DigitalOcean token", ("dop_v1_", "doo_v1_", "dor_v1_"), r"do[por]_v1_[a-f0-9]{64}"),
    Format("Databricks token", ("dapi",), r"dapi[a-f0-9]{32}(?:-\d)?"),
    Format("Shopify token", ("shpat_", "shpss_", "shpca_", "shppa_"), r"shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}"),
    Format("Square token", ("sq0", "EAAA"), r"(?:sq0[a-z]{3}-[\w-]{22,43}|EAAA[\w-]{60})"),
    Format("Atlassian token", ("ATATT3", "ATCTT3"), r"AT[AC]TT3[\w=-]{60,}"),
    Format("Linear key", ("lin_api_", "lin_oauth_"), r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}"),
    Format("Notion token", ("ntn_", "secret_"), r"(?:ntn_|secret_)[A-Za-z0-9]{40,}"),
    Format("Figma token", ("figd_",), r"figd_[\w-]{30,}"),
    Format("Postman key", ("PMAK-",), r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    Format("New Relic key", ("NRAK-", "NRII-", "NRJS-"), r"NR(?:AK|II|JS)-[A-Za-z0-9]{19,40}"),
    Format("Grafana token", ("glsa_", "glc_"), r"(?:glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}|glc_[A-Za-z0-9+/]{32,}={0,2})"),
    Format("Sentry token", ("sntrys_", "sntryu_"), r"sntry[su]_[\w+/=-]{40,}"),
    Format("Vault token", ("hvs.", "hvb.", "hvr."), r"hv[sbr]\.[\w-]{24,}"),
    Format("Terraform token", (".atlasv1.",), r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}"),
    Format("Doppler token", ("dp.",), r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}"),
    Format("Supabase key", ("sbp_", "sb_secret_"), r"(?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{20,})"),
    Format("PlanetScale key", ("pscale_",), r"pscale_(?:tkn|pw|oauth)_[\w.=-]{32,}"),
    Format("Pulumi token", ("pul-",), r"pul-[a-f0-9]{40}"),
    Format("Docker token", ("dckr_",), r"dckr_(?:pat|oat)_[\w-]{27,}"),
    Format("Artifactory key", ("AKCp",), r"AKCp[A-Za-z0-9]{69}"),
    Format("Alibaba key", ("LTAI",), r"LTAI[A-Za-z0-9]{16,24}(?![A-Za-z0-9])"),
    Format("1Password token", ("ops_eyJ", "A3-"), r"(?:ops_eyJ[A-Za-z0-9+/=]{60,}|A3-[A-Z0-9]{6}-[A-Z0-9]{6,11}(?:-[A-Z0-9]{5}){3,4})"),
    Format("age key", ("AGE-SECRET-KEY-1",), r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    Format("Azure key", ("AccountKey=", "SharedAccessKey="), r"(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{40,}={0,2})"),
    Format("Azure secret", ("Q~",), r"[\w~.]{3}\dQ~[\w~.-]{31,34}"),
    Format("signature of a URL", ("sig=", "X-Amz-Signature="), r"[?&](?:sig|X-Amz-Signature)=(?P<secret>[A-Za-z0-9%+/]{40,})"),
    Format("JSON Web Token", ("eyJ",), r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}"),
    Format("private key", ("PRIVATE KEY",),
           r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
           r"(?:(?:\s|\\[rn])*[A-Z][\w-]+: [^\n\\]{1,80}){0,6}(?:\s|\\[rn]|[\"'+,>|])*[A-Za-z0-9+/=]{24}"
           r"(?:[A-Za-z0-9+/=\s\"'+,>|\\-](?!---(?:BEGIN|END)))*(?:----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?"),
    Format("private key", ("PuTTY-User-Key-File",), r"Private-Lines: \d+\s(?P<secret>[A-Za-z0-9+/=\s]{40,})"),
    Format("password in a URL", ("://",),
           r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s:/?#@\"'`<>()]{0,64}:(?P<secret>[^\s/@\"'`<>]{3,128})@[\w.\[\]$-]"),
    Format("authorization header", ("uthorization", "AUTHORIZATION", "earer "),
           r"(?i:(?:Proxy-)?Authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:Basic|Bearer|Token|Digest|ApiKey)|\bBearer)"
           r"\s{1,3}(?P<secret>[\w.~+/=-]{16,})"),
    Format("password on a command line", ("curl", "wget", "http"),
           r"(?<=\s)(?:-u|--user|--proxy-user)[ =]?[\"']?[\w.@-]{1,64}:(?P<secret>[^\s\"'`]{6,128})"),
    Format("password on a command line", ("mysql", "sshpass", "PGPASSWORD", "docker login", "7z ", "mongo", "redis-cli"),
           r"(?:(?:mysql(?:dump|admin)?|sshpass|mongo\w*|7z) [^\n|;`]{0,80}?-p ?|docker login [^\n|;`]{0,80}?-p |redis-cli [^\n|;`]{0,80}?-a )"
           r"[\"']?(?P<secret>[^\s\"'`]{6,128})"),
)  # fmt: skip

KEYWORD = (
    r"pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|credentials?|api[_ .-]?keys?|apikeys?|auth(?:orization)?|"
    r"(?:access|private|secret|encryption|signing|account|service|master|license|storage|client|deploy|session|shared|"
    r"hmac|jwt|webhook|app)[_ .-]?keys?|connection[_ .-]?string|salt|pin|"
    r"passwort|kennwort|schlüssel|mot de passe|contraseña|senha|пароль|密码|密碼|パスワード"
)
HINTS = tuple(
    "pass pwd secret token credential key auth connection salt pin kennwort schlüssel mot contraseña senha пароль "
    "密码 密碼 パスワード".split()
)
ASSIGNED = re.compile(
    rf"(?<!\w)(?P<name>[\w.-]{{0,40}}?(?:{KEYWORD})(?:[_-][a-z0-9]{{1,20}}){{0,2}})[\"'`\]*]{{0,3}}"
    r"(?:\s(?:for|of|on)(?:\sthe)?\s[\w.-]{1,30})?(?:\s{0,4}(?:=>|:=|[:=]{1,3}|：)|\s{1,2}(?:is|was|ist|lautet|es|est|to|是|为))[\s*]{0,4}"
    r"(?:(?P<quote>[\"'`])(?P<quoted>[^\"'`\n]{6,200})(?P=quote)|(?P<bare>[^\s\"'`,;<>(){}\[\]]{6,200}))",
    re.IGNORECASE,
)
OPTION = re.compile(
    rf"--(?P<name>(?:[\w-]{{1,30}}-)?(?:{KEYWORD}))[ =][\"']?(?P<quoted>[^\s\"'`$<>{{}}]{{6,200}})", re.IGNORECASE
)

PLACEHOLDER = re.compile(
    r"example|sample|placeholder|change[_-]?(?:me|it|this)|replace|insert|your|\bmy[_-]|dummy|fake|redacted|removed|hidden|generate|openssl|"
    r"masked|todo|fixme|not[_-]?(?:a[_-]?)?(?:real|secret)|goes[_-]?here|x{4}|\*{3}|\.{3}|…|^[<{\[%$@]|[<>]|\$\{|\$\(|\{\{|"
    r"^\$[A-Za-z_]|%\w+%|secret[_-]?(?:name|id|manager|ref)|12345|abcdef|0{5}|deadbeef|foobar|lorem|hunter2|p@ssw0rd|"
    r"correct-horse|s3cr3t$|1234$|^test\w{0,5}\W?\d{0,4}\W?$",
    re.IGNORECASE,
)
CODE = re.compile(
    r"[A-Za-z_][\w-]*(?:(?:\.|::|->)[A-Za-z_][\w-]*)+[\[(]?.*|[A-Za-z_]\w*\(.*|(?:https?:/|\.{0,2}|~|[A-Z]:)[/\\].*|@.*|"
    r"(?:[A-Z][A-Z0-9]*_)+[A-Z0-9]+|[\w.-]+/[\w./:-]+"
)
"""A name, a call, a path: it says where the secret is."""


def find_secrets(text: str) -> list[Found]:
    """Return the secrets in `text`, in order; none overlaps another. Placeholders are no secrets."""
    found: list[Found] = []
    end = 0
    for secret in sorted(_all(text), key=lambda secret: (secret.start, -secret.end)):
        if secret.start >= end:
            found.append(secret)
            end = secret.end
    return found


def redact(text: str) -> str:
    """Return `text` with `[redacted: kind]` in the place of each secret."""
    pieces, end = [], 0
    for secret in find_secrets(text):
        pieces += [text[end : secret.start], f"[redacted: {secret.kind}]"]
        end = secret.end
    return "".join([*pieces, text[end:]])


def _all(text: str) -> Iterator[Found]:
    for known in FORMATS:
        if any(hint in text for hint in known.hints):
            for match in re.finditer(known.pattern, text):
                group = "secret" if "secret" in match.groupdict() else 0
                if _stands_alone(text, match.start()) and _is_secret(match[group], known):
                    yield Found(known.kind, match.start(group), match.end(group))
    for match in _assignments(text):
        group = "quoted" if match["quoted"] else "bare"
        value = match[group].rstrip(".")
        if _is_likely(match["name"], value, is_quoted=group == "quoted"):
            yield Found("assigned secret", match.start(group), match.start(group) + len(value))


def _assignments(text: str) -> Iterator[re.Match[str]]:
    """The values that a line gives to something called a password, a key or a token."""
    position = 0
    for line in text.splitlines(keepends=True):
        lowered = line.lower()
        if len(line) > 8 and any(hint in lowered for hint in HINTS):
            yield from ASSIGNED.finditer(text, position, position + len(line))
            yield from OPTION.finditer(text, position, position + len(line))
        position += len(line)


def _stands_alone(text: str, start: int) -> bool:
    return start == 0 or not (text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] == "_"))


def _is_secret(value: str, known: Format) -> bool:
    if known.kind == "private key":
        return True
    if PLACEHOLDER.search(value):
        return False
    if known.kind.startswith("password"):
        return value.lower() not in {"password", "pass", "secret", "postgres", "root", "admin", "guest", "token"} and (
            len(set(value)) > 3
        )
    # Random text of 16 characters has 3 bits and more; `sk-aaaaaaaa` and words with dashes have less, or no digit.
    return entropy(value) >= 2.8 and any(char.isdigit() for char in value)


def _is_likely(name: str, value: str, *, is_quoted: bool) -> bool:
    """Whether the value of something called `name` is a secret, and not a word, a placeholder or code."""
    if PLACEHOLDER.search(value) or CODE.fullmatch(value) or " " in value.strip():
        return False
    if re.search(r"(?i)(?:name|path|file|url|id|type|field|header|count|limit|length|size|env|var)$", name):
        return False
    classes = sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[^\w\s.:/-]"))
    if re.search(r"(?i)pass|pwd|kennwort|contraseña|senha|пароль|密|パス|mot de", name):
        return len(value) >= 8 and classes >= 3 and (is_quoted or entropy(value) >= 2.5)
    digits = sum(char.isdigit() for char in value)
    return len(value) >= 16 and classes >= 2 and digits >= 2 and entropy(value) >= 3.0


def entropy(text: str) -> float:
    """Return Shannon's entropy of the characters of `text`, in bits for each."""
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())
