"""Tell what holds for the next task from what was true once, or on this machine alone."""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .commands import FENCE, SPAN


@dataclass(frozen=True, slots=True)
class Machine:
    """What is particular about the machine that a skill was learned on."""

    home: str
    """The user's home folder."""
    user: str
    hostname: str
    root: str
    """The workspace folder."""


NOBODY = frozenset(
    "user username you your-name yourname me name runner vscode node app ubuntu circleci appuser example jovyan someone "
    "alice bob john jane foo dev developer shared public default all users %username% linuxbrew vagrant git nonroot".split()
)
"""Home folders that stand for anybody's, or exist in containers."""

HOMES = re.compile(
    r"(?:(?<![\w.~$}])|(?<=file://))(?:/home/|/Users/|/var/home/|/export/home/|/mnt/[a-z]/Users/|[A-Za-z]:[\\/]{1,2}(?:Users|Documents and Settings)[\\/]{1,2})([\w.%-]+)"
)
TEMPORARY = re.compile(
    r"(?<![\w.])(?:/private)?(?:/var/folders/\w{2}/\w+|/tmp/(?:tmp[.\w]{6,}|pytest-of-\w+|[\w-]*[0-9a-f]{8,})|/run/user/\d+|/proc/\d{2,})[\w./-]*"
)

STANDARDS = (
    "UTF SHA ISO RFC PEP CVE CWE AES RSA ES ECMA HTTP HTTPS TLS SSL IEEE ANSI ASCII UTC GMT MD BASE COVID X IPV IP HTML CSS MP H "
    "USB TCP UDP JSR JEP BIP EIP ERC W WCAG UNICODE ADR OWASP DIN EN PCI SOC GDPR FIPS NIST CP WIN WINDOWS KB LTS PG MYSQL PY "
    "GPT LLAMA QWEN CLAUDE GEMINI ARM X86 AMD I INTEL Q SPDX GPL LGPL AGPL BSD APACHE MPL CC TOP OAUTH HS RS PS ED PBKDF CRC BCP CLDR EPSG JIS BS EAN ISBN STD OAS W3C"
    "MAX MIN RULE STEP PHASE LEVEL LAYER PART TYPE STAGE GRADE TIER ITEM NOTE FIG TABLE PAGE D F E A B C EC ARGON K T N S SEV P".split()
)
TICKET = re.compile(
    r"(?<![\w/#&.-])(?:[A-Z][A-Z0-9]{1,9}-\d{2,7}\b(?![-\w]|\.\w)|(?:GH|gh|PR|MR)[ -]?#?\d{1,6}\b|[#!]\d{2,7}\b(?![\w;)\]]*[;{]))"
)
TICKET_WORD = re.compile(
    r"\b(?:issue|ticket|bug|pull request|merge request|PR|MR|story|incident|case|task|Ticket|Fehler|Vorgang)s?(?: number| no\.?| nr\.?| id)?[ :]+(?:#|no\.? ?)?\d{2,7}\b|/(?:issues|pull|merge_requests|browse|tickets?)/[\w-]*\d+",
    re.IGNORECASE,
)
MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
DATE = re.compile(
    rf"(?<![\d.-])(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d])|(?<![\d./])(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:19|20)\d\d\b|"
    rf"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)\d\d\b|\b{MONTHS}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?\b(?! (?:seconds|files|items))|\b\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of |de )?{MONTHS}(?:,? (?:de )?(?:19|20)\d\d)?\b|\b(?:in|since|from|as of|until|by|seit|im|en) {MONTHS},? (?:of |de )?(?:19|20)\d\d\b|(?:19|20)\d\d年\d{{1,2}}月",
    re.IGNORECASE,
)
TODAY = re.compile(
    r"\b(?:yesterday|today|tonight|last (?:week|night|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|this (?:morning|afternoon|evening)|earlier today|(?:in|during|from) (?:this|the (?:last|current|previous|present)) (?:session|conversation|chat|sprint|task)|(?:the|this) (?:user|customer) (?:just )?(?:asked|wanted|said|told|requested|reported|complained)|as of (?:now|today|this writing)|gestern|heute|hier soir|aujourd'hui|ayer|hoy)\b",
    re.IGNORECASE,
)
HABIT = re.compile(
    r"\b(?:the|an?|'?s|since|until|before|after|than|for|uses?|date|of|with|to|from)\s*$|(?:=\s*|[\"'`“])$",
    re.IGNORECASE,
)
HASH = re.compile(r"(?<![\w@/=:.-])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![\w.-])")
HASH_WORD = re.compile(
    r"\b(?:commits?|revision|rev|sha|hash|changeset|revert(?:ed|ing)?|cherry-pick|checkout|git show|git reset|bisect\w*|at|introduced in|fixed (?:in|by)|head was|before|since)\b[^.\n]{0,25}$",
    re.IGNORECASE,
)
RECORD = re.compile(
    r"\b(?:pid|process id|session id|run id|job id|build|build number|pipeline|run|request id|trace id|container id)s?[ :#=]+(?:#?\d{3,}|[0-9a-f]{8,}\b)|\b[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b|\b(?:on|at|in|see|around|near) lines? \d{2,5}\b|\blines? \d{2,5}(?: ?[-–to]+ ?\d+)? (?:of|in) [`\w]|\b[\w/-]+\.(?!com\b|net\b|org\b|io\b|dev\b|app\b|test\b)[a-z]{1,4}:\d{2,5}\b|\bpassed \d+ (?:of|out of) \d+ tests|\ball \d{2,} tests (?:passed|pass|were)",
    re.IGNORECASE,
)
FORMAT = re.compile(
    r"(?:e\.g\.|for example|such as|like|format\w*|example|z\. ?B\.|par exemple|pattern|version|compatib\w*|api|spec\w*|edition|standard)[^.\n]{0,30}$",
    re.IGNORECASE,
)

HERE = r"(?:here|in (?:this|our|the current) (?:environment|env|repo(?:sitory)?|project|workspace|sandbox|container|setup|codebase|machine|session|shell|terminal)|on (?:this|our|my|the user's) (?:machine|system|computer|laptop|box|host|server|platform|network|os)|at all|for (?:us|this (?:project|user))|anymore|any more|currently|at the moment|right now|reliably|from this (?:machine|sandbox|environment)|locally|hier|ici|aquí)"
THING = r"(?:`[^`\n]{1,60}`|tools?|commands?|network|internet|mcp|servers?|docker|sandbox|terminal|shell|browser|search|editor|[\w./-]+)"
FAILS = r"(?:do(?:es)?(?:n['’]t| not)(?: seem to| really| actually)? (?:work|function|run|respond|exist|start|support|compile|build)|(?:is|are)(?:n['’]t| not)(?: \w+)? (?:available|installed|working|supported|usable|accessible|reachable|functional|present|possible|allowed|reliable|permitted)|(?:is|are) (?:\w+ )?(?:unavailable|broken|unusable|missing|unreliable|disabled|blocked|down|useless|inaccessible)|(?:fails?|crash(?:es)?|hangs?|errors?|times? out)(?: \w+)?|(?:can(?:not|['’]t)|can not|never|won['’]t|will not) (?:be (?:used|run|trusted|started|installed|reached)|works?|runs?|succeeds?|starts?|connect)|geht nicht|funktioniert nicht|ne (?:fonctionne|marche) pas|no funciona)"
NEGATIVE = re.compile(
    rf"{THING}(?: \w+){{0,3}}? {FAILS}(?: \w+){{0,3}}? {HERE}\b|\b(?:{HERE})[, ]+(?:the )?{THING}(?: \w+){{0,2}}? {FAILS}|"
    rf"\b(?:the|this|that|your|my) (?:`[^`\n]{{1,60}}`|[\w-]+) (?:tool|command|server|mcp server|function)s? (?:is|are|was|does|do|has|never|always|keeps?|cannot|can't|will|won't)\s?(?:not |n't |n['’]t )?(?:been )?(?:\w+ )?(?:broken|working|work|works|available|unavailable|fail\w*|usable|useless|unreliable|crash\w*|reliable|be used|time\w* out|hang\w*)\b|"
    rf"\b(?:avoid|skip|(?:do not|don['’]t|never|avoid|stop) (?:use|using|try|trying|bother|rely|relying|call|calling|attempt)\w*)(?: with| on| to use)? (?:the )?{THING}(?: (?:tool|command))?[^.\n]{{0,25}}?\b(?:it|because|since|as|they)\b[^.\n]{{0,20}}?\b(?:fail|broken|does(?:n['’]t| not) work|do(?:n['’]t| not) work|never works?|crash|useless|not available|unavailable|hangs?|times? out|always errors?)|"
    rf"\b(?:there is|we have|you have|i have|we've) no (?:network|internet|docker|gpu|root|sudo|browser|shell|write|access|display)(?: access| connection)? ?(?:{HERE})?|\b(?:no|without) (?:network|internet|docker|root|sudo) access (?:{HERE})|"
    rf"\b(?:could not|couldn['’]t|was unable to|were unable to|failed to|unable to|did not manage to|not able to) (?:get|run|install|start|use|reach|connect|build|make|access|find|execute)\b[^.\n]{{0,50}}|\b(?:is|are) not (?:possible|supported|feasible) {HERE}",
    re.IGNORECASE,
)

DENIALS = tuple(
    "not n't n’t never no cannot unable fail crash hang time broken unavail unus missing unreliable disabled blocked down "
    "useless inaccessible error avoid stop without nicht pas".split()
)
"""One of them is in every sentence that `NEGATIVE` finds."""

MACHINE_PATH = "It names a path or a name of this machine. Write the path relative to the workspace."
TICKETED = "It names one ticket. Say what holds for every task like it."
DATED = "It names a date or a moment. Say what stays true."
COMMITTED = "It names one commit. Describe the change instead."
RECORDED = "It names one place or run that is gone by the next task. Say how to find it."
DISCOURAGING = "It says that something does not work here, which stops being true unnoticed. Say what to do instead."


def machine_paths(text: str, machine: Machine) -> Iterator[tuple[str, str]]:
    """Yield what is found only on this machine: (passage, reason)."""
    for folder in dict.fromkeys((machine.root, machine.home)):
        parts = [part for part in re.split(r"[\\/]", folder) if part]
        if len(parts) >= 2:
            forms = {re.escape(folder), re.escape(folder.replace("\\", "/")), re.escape(folder.replace("\\", "\\\\"))}
            yield from ((match[0], MACHINE_PATH) for match in re.finditer(rf"(?:{'|'.join(forms)})(?![\w.-])", text))
    for match in HOMES.finditer(text):
        if match[1].lower() not in NOBODY or match[1].lower() == machine.user.lower() != "":
            yield match[0], MACHINE_PATH
    yield from ((match[0], MACHINE_PATH) for match in TEMPORARY.finditer(text))
    host = machine.hostname.split(".")[0]
    if len(host) >= 4 and host.lower() not in {
        "localhost",
        "main",
        "server",
        "build",
        "test",
        "docker",
        "ubuntu",
        "debian",
    }:
        yield from (
            (match[0], MACHINE_PATH)
            for match in re.finditer(rf"(?<![\w-]){re.escape(host)}(?![\w-])", text, re.IGNORECASE)
        )
    if machine.user and machine.user.lower() not in NOBODY | {"root"}:
        name = re.escape(machine.user)
        yield from (
            (match[0], MACHINE_PATH) for match in re.finditer(rf"(?<!\w){name}@[\w-]|[\\/]{name}[\\/]|~{name}\b", text)
        )


def one_offs(text: str) -> Iterator[tuple[str, str]]:
    """Yield what was true once: (passage, reason). Examples in code are left alone, as far as they are formats."""
    yield from _moments(text)
    text = "\n".join(line for line in text.split("\n") if line.startswith(("```", "~~~")) or re.search(r"\d", line))
    prose = _without_code(text)
    for match in TICKET.finditer(prose):
        if match[0].split("-")[0].upper() not in STANDARDS and not FORMAT.search(prose[: match.start()][-60:]):
            yield match[0], TICKETED
    yield from ((match[0], TICKETED) for match in TICKET_WORD.finditer(text))
    for match in DATE.finditer(prose):
        if not FORMAT.search(prose[: match.start()][-60:]):
            yield match[0], DATED
    for match in HASH.finditer(text):
        if HASH_WORD.search(text[: match.start()][-40:].rstrip("`'\"( ")) or len(match[0]) == 40:
            yield match[0], COMMITTED
    for match in RECORD.finditer(text):
        if not FORMAT.search(text[: match.start()][-60:]):
            yield match[0], RECORDED


def _moments(text: str) -> Iterator[tuple[str, str]]:
    prose = _without_code(text)
    for match in TODAY.finditer(prose):
        if not HABIT.search(prose[: match.start()][-12:]) and not prose[match.end() :].startswith(("'s", "’s")):
            yield match[0], DATED


def _without_code(text: str) -> str:
    return SPAN.sub(lambda match: "`" + " " * (len(match[0]) - 2) + "`", FENCE.sub("\n", text))


def discouragements(prose: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences that say that a tool does not work here."""
    for line in prose.split("\n"):
        lowered = line.lower()
        if any(word in lowered for word in DENIALS):
            yield from ((match[0], DISCOURAGING) for match in NEGATIVE.finditer(line))
