"""Text that pretends to be something else than a skill: another role, a tool's result, the end of the skill."""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

import re
import unicodedata
from collections.abc import Iterator

from .commands import FENCE, SPAN
from .disguises import INVISIBLE, SELECTORS, TAGS, has_lookalikes

ROLES = re.compile(
    r"<\|\s?[\w/ ]{2,40}\s?\|>|<｜[^｜\n]{1,40}｜>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|\[/?(?:SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|"
    r"\bBEGININSTRUCTION\b|<\\?/skills?\b|<skills?\s+name=[^>]*>|</?(?:antml:)?function_(?:calls|results)>|<\|endoftext|</s>\s*<s>"
)
TAGGED = re.compile(
    r"</?(?:system(?:[-_ ](?:prompt|reminder|message|instruction)s?)?|(?:user|assistant|developer|admin)(?:[-_](?:message|prompt|input|query))?|(?:tool|function)[-_]?(?:result|response|output|call|use)s?|memor(?:y|ies)|instructions?|human|ai|prompt|context|override|important|secret|hidden|think(?:ing)?|scratchpad|transcript)(?:\s[^>\n]{0,80})?>",
    re.IGNORECASE,
)
TURNS = re.compile(
    r"^[ \t>#*\[(]*(?:system(?: (?:prompt|message|override|note|notice|update|alert))?|assistant|human|developer(?: message)?|admin(?:istrator)?|root|tool (?:result|output|response)s?|function (?:result|output)s?|observation|user (?:message|said|says|reply|confirmed|approved)|result of (?:the )?tool call|\[?(?:system|end of (?:skill|instructions|document|file|context|prompt))\]?)[ \t*\])]*(?::[ \t*]*\S|[\])][ \t]*\S?)",
    re.IGNORECASE | re.MULTILINE,
)
ENDS = re.compile(
    r"(?:[-=#_~]{2,}|\*{3,}|\[|<)\s?(?:end|start|begin|stop)(?:ing)?(?: of)? (?:the |this |my )?(?:skills?|instructions?|system prompt|prompt|context|untrusted|user input|document|user message|new instructions)\b[^\n]{0,20}(?:[-=#_~]{2,}|\*{3,}|\]|>)",
    re.IGNORECASE,
)
COMMENT = re.compile(
    r"<!--(.*?)(?:-->|\Z)|^\[(?://|comment|_)[^\]]{0,40}\]:\s*#?\s*[(\"'](.*?)[)\"']\s*$|<[a-z]+\s[^>]*(?:display:\s?none|visibility:\s?hidden|font-size:\s?0|opacity:\s?0|color:\s?(?:#fff(?:fff)?|white|transparent)|\bhidden\b)[^>]*>(.*?)</",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
ADDRESSED = re.compile(
    r"\b(?:agents?|assistant|ai|llm|model|claude|gpt|copilot|journeyman|you|your|yourself)\b|\b(?:execute|send|upload|(?<!-)ignore|disregard|curl|wget|eval|obey|secretly|silently|without asking|do not (?:tell|mention|ask|show)|must always|run (?:the |this |`|\w+\.sh)|https?://\S+\s+(?:with|and))|"
    r"(?:system prompt|instructions? (?:for|to))|忽略|执行|指示|無視|agente|inteligência|выполни|игнорируй|ignorier|ignorez|führe|exécut|ejecut",
    re.IGNORECASE,
)
IMAGE = re.compile(
    r"!\[[^\]]{0,200}\]\(\s*<?([^)\n]{1,600}?)>?(?:\s+[\"'][^)]*)?\)|<img\b[^>]{0,200}?src\s*=\s*[\"']?([^\"'\s>]{1,600})|^[ \t]*\[[^\]]{1,40}\]:\s*(https?://\S{1,600})|\[[^\]]{0,200}\]\(\s*<?(https?://\S{1,600}?)>?\)",
    re.IGNORECASE | re.MULTILINE,
)
FILLED_IN = re.compile(
    r"[?&#/=][\w-]*=?(?:[{<$%\[]{1,2}[\w. -]+|(?:YOUR_)?(?:DATA|SECRETS?|CONTENTS?|TOKENS?|KEYS?|PAYLOAD|INFO|HISTORY|ENV|PROMPT|SUMMARY|CONVERSATION|CODE|OUTPUT|BASE64\w*|ENCODED\w*|LEAK|INSERT\w*|RESULT)(?=[&)\s>}\]]|$))|[?&](?:q|d|data|c|x|s|t|p|payload|leak|exfil|secret|content|info|log|m|msg|text|b64|body)=$"
)
CARRIED = re.compile(
    r"/[{<$]+[\w ]*(?:data|secret|content|summary|conversation|token|key|env|output|result|encoded|payload|history|prompt|base64|info|answer|code)|/(?:DATA|SECRET|ENCODED)\b",
    re.IGNORECASE,
)
GRANTS = re.compile(
    r"^allowed[-_]tools:\s*[\[\"']*(?:\*|all\b|Bash\(\s*\*?\s*\)|.*\bBash\(\s*\*\s*\))|^(?:hooks|permissions?|permission[-_]mode|mode|consent|trust(?:ed)?|system|auto[-_]?approve|pre[-_]?approved|sandbox):",
    re.IGNORECASE | re.MULTILINE,
)
SECOND_HEADER = re.compile(
    r"^---[ \t]*\n(?:[ \t]*[\w-]+:.*\n|[ \t]+.*\n){0,12}?[ \t]*(?:name|description|allowed[-_]tools|metadata|role|permissions?|hooks|trust\w*|mode|journeyman-[\w-]+|state|system):.*\n(?:.*\n){0,12}?---[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
RIGHT_TO_LEFT = ("R", "AL")
NEEDS_JOINERS = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufb1d-\ufdff\ufe70-\ufefc]"
)

ROLE = "It holds a marker that ends the skill or starts another speaker. Remove the marker."
UNSEEN = "It holds characters that nobody sees, which can carry hidden text. Remove them."
LOOKALIKE = "It mixes letters of two alphabets that look the same. Write the word in one alphabet."
COMMENTED = "It speaks to the agent where a reader does not see it. Say it in the open, or remove it."
IMAGED = "It has an address that takes data along when it is shown. Remove it, or use an address without placeholders."
HEADED = "It has a second header within the text. Remove it; only the one at the top counts."
GRANTED = "Its header gives the agent rights. Remove the line; rights are the user's to give."


def pretences(text: str, prose: str) -> Iterator[tuple[str, str]]:
    """Yield (passage, reason). `prose` is the plain text, in which invisible characters are gone."""
    body = re.sub(r"\A\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", "", text, flags=re.DOTALL)
    header = text[: len(text) - len(body)]
    yield from ((match[0], ROLE) for match in ROLES.finditer(prose))
    outside = SPAN.sub(" ", FENCE.sub("\n", body))
    yield from ((match[0], ROLE) for match in TAGGED.finditer(outside))
    yield from ((match[0], ROLE) for match in (*TURNS.finditer(outside), *ENDS.finditer(outside)))
    yield from ((match[0], HEADED) for match in SECOND_HEADER.finditer(outside))
    yield from ((match[0], GRANTED) for match in GRANTS.finditer(header))
    for match in COMMENT.finditer(FENCE.sub("\n", body)):
        if ADDRESSED.search(match[1] or match[2] or match[3] or ""):
            yield match[0], COMMENTED
    if word := has_lookalikes(text):
        yield word, LOOKALIKE
    yield from unseen(text)


def images(prose: str) -> Iterator[tuple[str, str]]:
    """Yield the images and links that would take data along when an editor shows them."""
    for match in IMAGE.finditer(prose):
        url = match[1] or match[2] or match[3] or match[4]
        is_shown = not match[4]
        if (re.match(r"https?://|//", url) and "?" in url and FILLED_IN.search(url[url.index("?") :])) or (
            is_shown and re.match(r"https?://", url) and CARRIED.search(url)
        ):
            yield match[0], IMAGED


def unseen(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines with invisible characters that no script and no emoji needs."""
    for line in text.removeprefix("\ufeff").splitlines():
        if (not line.isascii() and INVISIBLE.search(line) and _hides(line)) or re.search(
            r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]", line
        ):
            yield line, UNSEEN


def _hides(line: str) -> bool:
    if TAGS.search(line) and not re.search("\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f", line):
        return True
    if SELECTORS.search(line):
        return True
    is_rtl = any(unicodedata.bidirectional(char) in RIGHT_TO_LEFT for char in line)
    joins = bool(NEEDS_JOINERS.search(line))
    return any(_is_out_of_place(line, match.start(), is_rtl=is_rtl, joins=joins) for match in INVISIBLE.finditer(line))


def _is_out_of_place(line: str, index: int, *, is_rtl: bool, joins: bool) -> bool:
    char = line[index]
    before, after = line[max(0, index - 1) : index], line[index + 1 : index + 2]
    match char:
        case "\u200d":  # Joins emoji, and letters of Indic and Arabic scripts.
            return not joins and not (_is_pictured(before) and _is_pictured(after))
        case "\u200c":
            return not joins
        case "\u200e" | "\u200f" | "\u061c" | "\u2066" | "\u2067" | "\u2068" | "\u2069":
            return not is_rtl
        case "\u00ad" | "\u2060" | "\ufeff" | "\u200b":
            # Once at a place where a line may break it is typography; between two Latin letters it splits a word.
            is_thai = bool(re.search("[\u0e00-\u0eff\u1780-\u17ff]", line))
            return not is_thai and ((before.isalnum() and after.isalnum()) or char != "\u00ad")
        case _ if "\ufe00" <= char <= "\ufe0f" or "\u180b" <= char <= "\u180f":
            return before.isascii() and not before.isdigit() and before not in "#*©®"
        case _ if char >= "\U000e0000":
            return ("\U0001f3f4" not in line and not "\U000e0100" <= char <= "\U000e01ef") or before.isascii()
        case _:
            return True


def _is_pictured(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) in {"So", "Sk", "Mn"} or char == "\ufe0f" or char in "♀♂⚕⚖✈❤")
