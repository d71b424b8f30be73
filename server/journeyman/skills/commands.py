"""Find what a skill would have the agent run, and read it as a shell would."""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

import re
from collections.abc import Iterator

FENCE = re.compile(
    r"^[ \t>]*(?P<fence>```+|~~~+)[ \t]*(?P<language>[\w+#.-]*)[^\n]*\n(?P<code>.*?)(?:^[ \t>]*(?P=fence)[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
SPAN = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]{2,400})\1(?!`)")
INDENTED = re.compile(r"(?:^(?: {4}|\t)(?![-*\d]).+\n?)+", re.MULTILINE)
PROMPT = re.compile(r"^[ \t]*(?:\$|#|%|PS[^>\n]{0,40}>|>>>|(?:\w+@[\w-]+[:~]?\S*)?[$#])[ \t]+(?=\S)", re.MULTILINE)
RUNNERS = re.compile(
    r"^[ \t]*(?:RUN|CMD|ENTRYPOINT|-?[ \t]*run:|script:|command:|@)[ \t]+(?:[|>][+-]?[ \t]*$)?", re.MULTILINE
)
STRING = re.compile(r"\"((?:[^\"\\\n]|\\.){4,400})\"|'((?:[^'\\\n]|\\.){4,400})'")
SHELL = frozenset("sh bash zsh shell console terminal shell-session shellsession fish ksh cmd bat".split())
PRIVILEGE = re.compile(
    r"(?<![\w./-])(?:sudo|doas)(?:\s+-(?:[EHnSkbi]+|u\s*\w+|-\w[\w-]*))*\s+(?:[A-Z_]+=\S+\s+)*(?=[\w./'\"\\$(])"
)
CACHES = re.compile(r"\brm\s+-\w+\s+(?:/var/(?:lib/apt/lists|cache|tmp|log/\w+)/?\S*\s*)+(?=$|[;&|\n)])", re.MULTILINE)
"""Every Dockerfile empties them."""
LEASED = re.compile(
    r"(git\s+push\b[^\n;&|]*?)\s--(?:force-with-lease(?:=\S+)?|force-if-includes|delete\b|prune)(?![^\n;&|]*\b(?:main|master|production|release|trunk)\b)"
)

INSTALLERS = re.compile(
    r"""
    (?:curl|wget|irm|iwr)\s+(?:-[-\w=.]+\s+|'=https'\s+|-\s+)*["']?https://
    (?:astral\.sh/|sh\.rustup\.rs|get\.docker\.com|install\.python-poetry\.org|pixi\.sh/|bun\.sh/|deno\.land/|get\.pnpm\.io/|fnm\.vercel\.app/|
       run\.linkerd\.io/|fluxcd\.io/|get\.helm\.sh|get\.k3s\.io|mise\.run|starship\.rs/|install\.determinate\.systems/|nixos\.org/nix/|
       get\.volta\.sh|cli\.github\.com/|deb\.nodesource\.com/|pyenv\.run|ollama\.com/|claude\.ai/|just\.systems/|bootstrap\.pypa\.io/|
       get\.sdkman\.io|aka\.ms/|antigravity\.google/|aspire\.dev/|get-ghcup\.haskell\.org|fly\.io/|get\.pulumi\.com|sdk\.cloud\.google\.com|tailscale\.com/|
       raw\.githubusercontent\.com/(?:Homebrew|nvm-sh|helm|rancher|anchore|aquasecurity|golangci|kubernetes-sigs|ohmyzsh|trufflesecurity)/)
    [\w./+-]*["']?(?:\s+-[-\w]+)*\s*\|\s*(?:sudo\s+|-E\s+|[A-Z_]+=\S+\s+)*(?:(?:ba)?sh|iex)\b(?:\s+(?:-s|--|-\w)(?=\s|$))*
    """,
    re.VERBOSE,
)
QUOTED_INSTALLERS = re.compile(
    r"(?:/bin/)?(?:ba|z)?sh\s+-c\s+[\"'](?P<open>\$\(|`)(?P<fetch>[^\"'`)\n]{10,200})[)`][\"']"
)
"""What well-known projects tell people to do. The agent still asks before it does it."""

ASSIGNED = re.compile(
    r"(?:^|[;&|\n(]|\bexport\s|\blocal\s|\bset\s)[ \t]*([A-Za-z_]\w{0,30})=(?:'([^'\n]{0,80})'|\"([^\"\n$`]{0,80})\"|([^\s;&|'\"$`()<>]{1,80}))(?=[\s;&|)]|$)",
    re.MULTILINE,
)
FORBIDDEN = re.compile(
    r"(?:\b(?:never|don['’]?t|do not|must not|mustn['’]?t|should not|avoid|instead of|rather than|refuse to|not|no|nie|niemals|jamais|nunca|不要|никогда не|forbid\w*|prohibit\w*|reject\w*|block\w*|flags?|flagged|detect\w*|dangerous|destructive|unsafe|attackers?['’]?|malicious|suspicious)\b|✗|❌|⛔|🚫)"
    r"(?![^.!?\n`]{0,30}\b(?:forget|hesitate|skip|omit|fail|stop|miss|leave out|worry|need|only|just|refuse|wait|ask)\b)(?:(?!\b(?:instead|but|except|unless|until|before|without|so|then)\b)[^.!?\n;]){0,60}$",
    re.IGNORECASE,
)


def commands(text: str) -> list[str]:
    """Return the commands in a Markdown text: code, lines behind a prompt, and what programs run in strings.

    What a sentence forbids ("never run `…`") is left out.
    """
    found: list[str] = []
    rest = text
    for match in FENCE.finditer(text):
        is_shell = not match["language"] or match["language"].lower() in SHELL
        if is_shell or RUNNERS.search(match["code"]):
            found.append(_without_prompts(match["code"]))
        if not is_shell:
            found += strings(match["code"])
    rest = FENCE.sub("\n", rest)
    for match in SPAN.finditer(rest):
        if re.search(r"[\s:/]", match[2]) and not is_forbidden(rest, match.start()):
            found.append(_without_prompts(match[2].strip()))
    found += [_without_prompts(match[0]) for match in INDENTED.finditer(rest)]
    found += [_without_prompts(line) for line in rest.splitlines() if PROMPT.match(line) and not line.startswith("#")]
    return list(dict.fromkeys(found))


def is_forbidden(text: str, start: int) -> bool:
    """Whether the sentence that leads to `start` warns against what follows."""
    return bool(FORBIDDEN.search(text[max(0, start - 160) : start].rsplit("\n", 1)[-1]))


def strings(code: str) -> Iterator[str]:
    """Yield the texts in quotes that could be commands."""
    for match in STRING.finditer(code):
        value = match[1] or match[2]
        if re.match(r"[\w./-]+\s", value):
            yield value.replace('\\"', '"').replace("\\'", "'")


def simplified(text: str) -> str:
    """Return `text` without the tricks that a shell undoes: quotes in words, `${IFS}`, variables, continued lines."""
    text = re.sub(r"(?:\\|\^)\r?\n[ \t]*|`\r?\n[ \t]*(?=-)", " ", text)
    text = re.sub(r"\$\{IFS[^}]{0,10}\}|\$IFS(?:\$\d)?", " ", text)
    text = re.sub(r"\{([\w./~*-]+(?:,[\w./~*-]+)+)\}(?=\s|$|[;&|`])", lambda match: match[1].replace(",", " "), text)
    values = {match[1]: match[2] or match[3] or match[4] or "" for match in ASSIGNED.finditer(text)}
    for _ in range(3):
        text = re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda match: values.get(match[1] or match[2], match[0]), text)
    text = re.sub(r"(?<=\w)(?:''|\"\"|\$@|\$\*)(?=[\w/ -])|(?<![\w=(,\[:{+ ])(?:''|\"\")(?=\w)", "", text)
    text = re.sub(r"(?<![\w.])(['\"])(\w{1,12})\1(?=[\w'\"]|\s-)", r"\2", text)
    text = re.sub(r"(?<=\w)(['\"])(\w{1,12})\1(?=[\w\s/-]|$)", r"\2", text)
    text = re.sub(r"(?<![\\\w:])\\(?=[a-z]{2,8}\s)|(?<=\b[a-z])\\(?=[a-z]{1,8}\s)|(?<=\w)[\^`](?=\w)", "", text)
    return re.sub(r"(?<!\w)\$\(\s*(?:echo|printf)\s+(?:-n\s+)?['\"]?([\w/.-]+)['\"]?\s*\)", r"\1", text)


def without_installers(text: str) -> str:
    """Return `text` without the install commands of well-known projects."""
    if "https://" not in text:
        return text
    piped = QUOTED_INSTALLERS.sub(lambda match: f"{match['fetch']} | sh", text)
    return INSTALLERS.sub("install-it", piped)


def for_judgement(command: str) -> str:
    """Return `command` without what is refused when it runs, and yet is no danger in a skill: `sudo apt-get`."""
    return LEASED.sub(r"\1", CACHES.sub("true", PRIVILEGE.sub("", command)))


def _without_prompts(code: str) -> str:
    return RUNNERS.sub("", PROMPT.sub("", code)).strip()
