"""What people write to turn an agent against its user, in several languages.

A rule is searched for in plain text in lower case, where one of its anchors occurs. `[^.!?\\n]` keeps a match within
a sentence. Each rule needs two or three things together, such as "ignore", "previous" and "instructions", because
each of them alone is usual in honest skills.
"""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "format", "size", "secret", "injection", "destructive", "exfiltration", "machine_path", "one_off", "negative"
]


ITEM = re.compile(r"[ \t>]*(?:[-*+•❌✗|]|\d+[.)])\s?|[ \t]{2,}\S")


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a skill must not say."""

    kind: Kind
    reason: str
    anchors: tuple[str, ...]
    pattern: str
    unless: str = ""
    """What makes it honest, when it stands before in the same sentence, such as "never"."""
    about: str = ""
    """What makes it honest, when the skill's name or description says it."""

    def search(self, lowered: str) -> Iterator[re.Match[str]]:
        """Yield where `lowered` breaks the rule: it is looked at in the lines with an anchor, and two lines on."""
        # `re` keeps what it compiled; most patterns are never needed, and compiling all would delay every start.
        for start, end in self._places(lowered):
            for match in re.compile(self.pattern).finditer(lowered, start, end):
                if not (self.unless and re.search(f"(?:{self.unless})$", sentence_before(lowered, match.start()))):
                    yield match

    def _places(self, lowered: str) -> list[tuple[int, int]]:
        places: list[tuple[int, int]] = []
        for anchor in self.anchors:
            at = lowered.find(anchor)
            while at >= 0:
                start, line_end = lowered.rfind("\n", 0, at) + 1, _end_of_line(lowered, at)
                places.append((start, _end_of_line(lowered, _end_of_line(lowered, line_end + 1) + 1)))
                at = lowered.find(anchor, line_end)
        merged: list[tuple[int, int]] = []
        for start, end in sorted(places):
            if merged and start <= merged[-1][1]:
                start, end = merged[-1][0], max(end, merged.pop()[1])
            merged.append((start, end))
        return merged


def sentence_before(text: str, at: int) -> str:
    """Return what leads to `at` within its sentence; for an item of a list also the line above the list."""
    line_start = text.rfind("\n", 0, at) + 1
    before = re.split(r"[.!?;](?=\s)", text[max(line_start, at - 200) : at])[-1]
    if not ITEM.match(text, line_start):
        return before
    above = (line for line in reversed(text[max(0, line_start - 1500) : line_start].splitlines()) if line.strip())
    lead = next((line for line in above if not ITEM.match(line)), "")
    is_lead = lead.rstrip(" *").endswith(":") or lead.startswith("#")
    return f"{lead} {before}" if is_lead else before


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def to_anchors(words: str) -> tuple[str, ...]:
    """Return the words; `~` in them means a blank, so that `rm~` is not found in `format`."""
    return tuple(word.replace("~", " ") for word in words.split())


def rule(kind: Kind, reason: str, anchors: str, *patterns: str, unless: str = "", about: str = "") -> Rule:
    """Return the rule that any of the patterns breaks. `anchors` are words, see `to_anchors`."""
    return Rule(kind, reason, to_anchors(anchors), "|".join(patterns), unless, about)


NEAR = r"[^.!?\n]{0,50}?"
CLOSE = r"[^.!?\n]{0,25}?"

IGNORE = (
    r"(?:ignor(?:es?|ing)|disregard(?:s|ing)?|forget(?:s|ting)?|overrid(?:e|es|ing)|overrul(?:e|es)|bypass(?:ing)?|supersedes?|"
    r"circumvent|discard|dismiss|skip|neglect|violate|break out of|set aside|throw away|put aside|(?:do|must|should|shall|need) not (?:follow|obey|apply|comply with|adhere to|respect|honou?r)|"
    r"don't (?:follow|obey|apply|comply with)|stop (?:following|obeying|applying)|no longer (?:follow|apply|obey)|pay no attention to|"
    r"take(?:s)? precedence over|nullify|void|cancel|erase|drop|abandon|invalidate|not bound by|unbound by|free (?:of|from))"
)
BEFORE = (
    r"(?:previous|prior|preceding|earlier|foregoing|above|former|initial|original|system(?:'s)?|built-in|developer(?:'s)?|hidden|safety|"
    r"your|you(?:'ve| have| were) (?:been )?(?:given|told|received)|security|ethical|alignment|core|agent(?:'s)?|assistant(?:'s)?|"
    r"journeyman(?:'s)?|operator(?:'s)?|user(?:'s)?)"
)
ORDERS = (
    r"(?:instructions?|prompts?|guidelines?|directives?|directions?|constraints?|rules|policy|policies|guardrails?|"
    r"commands?|orders?|restrictions?|limitations?|safeguards?|safety (?:rules|checks|measures)|programming|training|requests?|messages?|wishes)"
)
PERMISSION = r"(?:permission|consent|approval|authori[sz]ation|confirmation|sign-off|go-ahead)"
USER = (
    r"(?:the |your |any |a )?(?:user|human|developer|operator|owner|person|maintainer|programmer|anyone|anybody|them)\b"
)
NOT = r"(?:do not|don't|never|no need to|needn't|must not|mustn't|should not|shouldn't|avoid|without|refrain from|not necessary to|not required to|stop(?! and| to| here|[.,;:]))"

OVERRIDE = "It tells the agent to set its instructions aside. Remove the passage."
CONSENT = "It tells the agent to act without the user's consent. Remove the passage; consent is the user's to give."
CONCEAL = "It tells the agent to hide something from the user. Remove the passage."
PERSONA = "It tells the agent to be somebody else, or claims authority. Remove the passage."
SETTINGS = "It changes what the agent is allowed or told. Remove the passage; such settings are the user's."
REVEAL = "It asks for the agent's own instructions. Remove the passage."
SEND = "It sends private data away. Remove the passage."

OVERRIDING = (
    rule("injection", OVERRIDE, "skip ignor disregard forget overr bypass supersede circumvent discard dismiss neglect violat break~out set~aside throw~ put~aside "
          "follow obey apply comply attention preced null void cancel erase drop abandon invalid bound free",
          rf"\b{IGNORE}\s(?:to\s)?{CLOSE}\b{BEFORE}\s(?:\w+\s){{0,3}}{ORDERS}\b(?! (?:size|length|costs?|tokens?|caching|overhead|structure))(?! (?:in|of|from) (?:the )?(?:\.?[\w-]+rc|eslint|ruff|file|config|linter|css|browser))",
          rf"\b{IGNORE}\s(?:everything|anything|all|whatever|what)\s{CLOSE}(?:above|before|previously|prior|so far|told|said|earlier|up to (?:now|here))\b(?! (?:agreements?|contracts?|versions?|discussions?|negotiations?|terms|results?|runs?|outputs?|commits?|releases?|understandings?))(?! the (?:line|marker|fold|first|import|header))",
          rf"\b{IGNORE}\s(?:(?:all|any|every|other) |(?:all )?(?:of )?(?:the|those) (?:other )?)(?:other |of )?(?:instructions|guidelines|directives|guardrails|safeguards|safety rules)\b(?! (?:embedded|found|contained|inside|within|hidden|that appear|(?:in|from) (?:the )?(?:file|data|page|document|slice|comment|fetched|web|source|content|repositor|issue|quoted|untrusted)))"),
    rule("injection", OVERRIDE, "ignorea ignorep ignoret ignorey disregarda disregardp disregardt disregardy forgetall forgetp forgety",
          r"(?:ignore|disregard|forget)(?:all|any|the|your|of|every)*(?:previous|prior|above|system|earlier|given)+(?:instruction|prompt|rule|guideline|order|direction)s?"),
    rule("injection", OVERRIDE, "instructions rules directive orders~ task objective mission goal purpose guidelines prompts~ restrictions constraints policies guardrails outdated obsolete overr supersede outrank precedence",
          r"\b(?:new|updated|revised|real|actual|true|secret|hidden|important) (?:system )?(?:instructions?|directives?|orders|task|objective|mission|goal)(?: (?:is|are|follow\w*|for (?:the )?(?:agent|assistant|ai|model|you)))?\s?:",
          rf"\b(?:these|this|the following|skill) {CLOSE}(?:instructions?|rules|skill|directives?|text|file|document) (?:supersedes?|overrides?|replaces?|outranks?|(?:has|have|takes?) (?:higher |absolute )?(?:priority|precedence)) {NEAR}(?:system|user|other|previous|prior|all|any|your|safety|every)\b",
          r"\b(?:everything|anything|all|whatever|what) (?:that )?(?:you(?:'ve| were| have) (?:been )?(?:told|given|instructed|taught|read)|(?:was|is|stands|came) (?:said|written|above|before))[^.\n]{0,40}\b(?:is|was|are) (?:\w+ )?(?:outdated|void|obsolete|wrong|invalid|cancell?ed|irrelevant|superseded|no longer)",
          rf"\b{ORDERS} (?:that |which )?(?:\w+ ){{0,2}}?(?:given|set|imposed|from|by|of|received|told) [^.\n]{{0,40}}?\b(?:no longer|do not|don't|never) (?:apply|count|hold|matter|bind)",
          r"\b(?:your|the) (?:real|actual|true|only|new) (?:task|goal|objective|purpose|mission|job) is\b",
          r"\b(?:previous|prior|earlier|above|system|safety|your) (?:instructions?|rules|guidelines|prompts?|restrictions|constraints|policies|guardrails)"
          r" (?:\w+ ){0,3}(?:no longer apply|do(?:es)? not apply|don't apply|doesn't apply|(?:are|is|were|was) (?:\w+ )?(?:void|obsolete|cancelled|canceled|outdated|revoked|suspended|superseded|lifted|disabled|overridden|null|a test|wrong))"),
    rule("injection", PERSONA, "you~are pretend act~as behave~ respond~ answer~ operate~ roleplay pose~as dan~ jailbreak unrestricted god~ ~mode",
          r"\byou are (?:now |no longer )(?:an? |the |in |bound|restricted|limited|free|dan|called|journeyman|acting|going|root|under)\b",
          r"\b(?:act|behave|respond|answer|operate|work|roleplay) (?:as if|as though|like) (?:you|there|no|the user)\b[^.!?\n]{0,40}(?:no|not|unrestricted|without|root|admin|approved|rules|limits|dan)\b",
          r"\b(?:act|respond|roleplay|pose) as (?:an? )?(?:dan|unrestricted|unfiltered|uncensored|root|jailbroken|evil|malicious|different (?:ai|assistant|agent))\b",
          r"\bpretend (?:that |to be |you)[^.!?\n]{0,40}(?:rules|restrict|unrestricted|approved|admin|no (?:limits|user)|consent|permission|not an? (?:ai|agent))",
          r"\b(?:developer|debug|god|dan|jailbreak|unrestricted|maintenance|admin|sudo|override) mode (?:is )?(?:now )?(?:enabled|activated|active|on|engaged|unlocked)\b",
          r"\b(?:enter|enable|activate|switch (?:in)?to|engage) (?:the )?(?:dan|god|jailbreak|unrestricted|no-limits|uncensored) mode\b"),
    rule("injection", PERSONA, "anthropic openai administrator admin developer vendor creator security system approved authoriz authoris consent permission treat regard consider~ assume~ waived granted",
          r"\b(?:this (?:is|comes|message is)|message|notice|directive|instruction|order)s? (?:is )?(?:a |an )?(?:\w+ )?(?:from|by|of) (?:the )?(?:anthropic|openai|google|microsoft|your (?:developers?|creators?|vendor|maker)|journeyman(?: team)?|system administrator|security team)\b",
          r"\b(?:the |your )?(?:user|owner|admin(?:istrator)?|maintainer|developer|security team|operator)s? (?:has |have )?(?:already |previously |explicitly |pre-?|fully )+(?:approved|consented|authori[sz]ed|agreed|granted|given|permitted|confirmed|allowed)\b(?!\w)",
          r"\b(?:the |your )?(?:user|owner|administrator|admin|operator) has (?:approved|consented|authori[sz]ed|granted|given (?:you|its|their|his|her|full|permission|consent)|waived)\b",
          r"\b(?:treat|regard|consider|handle|read|take)\b[^.!?\n]{0,50}\b(?:as (?:if )?(?:(?:it |they )?(?:came|come|coming|were|was|is) )?(?:from )?(?:the )?(?:system|user|developer|operator|administrator)(?:'s)?(?: (?:prompt|message|level|instruction|order)s?|[.,;]|$)|as the (?:only|highest|final|sole) (?:authority|source)|above (?:any|the|all) (?:user|system))",
          r"\b(?:consent|permission|approval|authori[sz]ation) (?:has|have|was|were|is|are) (?:already |been |hereby |automatically |implicitly |always |pre-?)+(?:been )?(?:given|granted|obtained|assumed|implied|approved)\b",
          r"\b(?:assume|treat|consider|take) (?:that )?(?:the )?(?:user|everything|all|every|any|silence|consent|permission)[^.!?\n]{0,40}\b(?:approved|consent(?:s|ed)?|agrees|agreed|granted|as (?:a )?(?:yes|permission|approval|trusted)|says yes|allowed)\b",
          unless=r"\b(?:until|after|once|before|unless|if|when|whether|only|verify|check|confirm|ensure|make sure|as soon as|what|never|not)\b[^.!?\n]*"),
    rule("injection", REVEAL, "prompt instructions system",
          r"\b(?:reveal|print|show|output|repeat|display|dump|leak|disclose|recite|write out|paste|include|copy|tell me|append|quote|echo|summari[sz]e)\w{0,4}\b[^.!?\n]{0,40}(?<!into )(?<!\bto )\b(?:your|the agent's|the hidden|the full|the complete|the entire|the assistant's|its own) (?:\w+ ){0,2}(?:system |initial |hidden |original )?(?:prompt|instructions|system message|context window|conversation)\b",
          r"\b(?:reveal|print|output(?= (?:the|your|its|all))|repeat|dump|leak|disclose|recite|send|post|upload)\w{0,4}\b[^.!?\n]{0,30}\bsystem prompt\b",
          unless=rf"\b(?:{NOT}|cannot|refuses? to|can't|won't|whether|if|that it)\b[^.!?\n]*"),
)  # fmt: skip

ASKING = (
    rule("injection", CONSENT, "ask prompt confirm request bother check wait seek consult interrupt approv consent permission",
          rf"\b{NOT} (?:\w+ ){{0,2}}?(?:ask(?:ing)?|bother(?:ing)?|consult(?:ing)?|interrupt(?:ing)?|prompt(?:ing)?|check(?:ing)? (?:in )?with|wait(?:ing)? (?:for|on)|seek(?:ing)?) {USER}"
          r"(?!'s)(?=\s*(?:[.,;:!)\n]|$|and\b|about (?:it|this|that|any|them)|before|first|for (?:\w+ )?(?:permission|consent|approval|confirmation|authori[sz]ation|review)|to (?:confirm|approve|answer|review|respond|agree|reply|ok|allow|accept|decide)|again|again|whether (?:to|it|you)|if (?:it|you|this)|just\b|or\b|when\b|while\b|because\b|since\b|with\b|at\b|anything|any\b|questions?))",
          rf"\b{NOT} (?:\w+ ){{0,2}}?(?:ask(?:ing)?|wait(?:ing)?|request(?:ing)?|seek(?:ing)?|requir(?:e|ing)|obtain(?:ing)?|get(?:ting)?|need(?:ing)?) (?:\w+ ){{0,3}}?(?:user|human)(?:'s)? {PERMISSION}",
          rf"\b(?:skip|bypass|suppress|disable|turn off|circumvent|avoid|evade|auto-?(?:accept|approve|confirm)|deactivate|remove|switch off|get around|work around) (?:\w+ ){{0,3}}?(?:user(?:'s)?|consent|approval|permission|human|review|agent(?:'s)?|safety|journeyman(?:'s)?) (?:\w+ )?(?:{PERMISSION}|prompts?|questions?|dialogs?|checks?|gates?|steps?|reviews?|requests?|guards?|filters?|requirements?|mechanisms?|floor|sandbox)\b"
          r"(?! (?:page|screen|component|banner|test|step of the (?:wizard|installer)))",
          r"\b(?:answer|say|reply|respond|click|press|choose|select) (?:with )?[\"'`]?(?:yes|allow|always|approve|accept|y)[\"'`]? (?:\w+ ){0,2}?(?:to|on|for|in|whenever|when) (?:all|every|any|each|the|it)? ?(?:\w+ ){0,2}?(?:consent|approval|permission|tool)\b"),
    # "Once the user picks a team, do not ask for more confirmation": they were asked.
    rule("injection", CONSENT, "ask wait request seek",
          rf"\b{NOT} (?:\w+ )?(?:ask(?:ing)?|wait(?:ing)?|request(?:ing)?|seek(?:ing)?) (?:for |on )?(?:\w+ )?{PERMISSION}\b(?! (?:number|e-?mail|page|dialog|message|link))",
          unless=r"\b(?:once|after) (?:the user|they) (?:\w+ )?(?:picks?|chooses?|confirms?|approve[sd]?|answers?|agree[sd]?|selects?)\b[^.!?\n]*"),
    # "Never push without the user's consent" is what an honest skill says.
    rule("injection", CONSENT, "without~",
          rf"\bwithout (?:the |any |explicit |prior |further |your )*(?:user|human|owner|developer)(?:'s|s)?(?:'s)? (?:\w+ )?(?:{PERMISSION}|knowledge|input|knowing|interaction|review|noticing|involvement|awareness)\b",
          unless=rf"\b(?:{NOT}|nothing|cannot|can't|may not|nor|no|don't:|avoid|refuse)\b[^.!?\n]*|\bdon['’]?t:?\**\s*-?[^.!?\n]*"),
    rule("injection", CONCEAL, "user human developer anyone",
          rf"\b{NOT} (?:ever )?(?:mention(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?|report(?:ing)?|admit(?:ting)?|say(?:ing)?|explain(?:ing)?|confess) to {USER}"),
    rule("injection", CONCEAL, "tell mention inform notify disclos reveal report let~ say secret hid conceal keep~ quiet silent invisibl notice aware know covert surreptit stealth behind~the summary obscur mask~ find~out realiz see~ shown told warn alert",
          rf"\b{NOT} (?:ever )?(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|notify(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?|report(?:ing)?|admit(?:ting)?|alert(?:ing)?|warn(?:ing)?|say(?:ing)?|speak(?:ing)?|talk(?:ing)?|explain(?:ing)?) {CLOSE}\b(?:this|that|it|these|what you|anything|any of|the (?:step|upload|change|command|request|transfer|network|call|instruction|skill|comment|note|file)s?)\b[^.!?\n]{{0,30}}\b(?:user|human|developer|operator|anyone|anybody|nobody|answer|summary|response|reply|output|chat|report)s?\b",
          rf"\b{NOT} (?:ever )?(?:tell(?:ing)?|inform(?:ing)?|notify(?:ing)?|alert(?:ing)?|warn(?:ing)?|let(?:ting)?) {USER}(?: (?:know|see|notice|find out))?(?=\s*(?:[.,;:!)\"\n]|$|and\b|about (?:it|this|that|these|what|the (?:change|upload|step|command))|that (?:you|this|it|the)|what you|anything|of (?:this|it)|when|while))",
          rf"\b(?:hide|conceal|keep(?=[^.!?\n]*(?:secret|hidden|out of sight|invisible|unknown)|\s(?:this|that|it|them|these)\b)|obscure|disguise|mask) (?:this|that|it|these|them|the (?:\w+ ){{1,3}}?|what you (?:\w+ ){{1,3}}?|all of this|everything|your \w+ )(?: ?\w+){{0,3}} ?(?:from|secret from|hidden from|invisible to|unknown to|out of sight of) {USER}",
          r"\b(?:(?:user|human|developer|operator|owner|reviewer|maintainer|team)s? (?:must|should|need|may|shall)|(?:so|sure|ensure)\b[^.!?\n]{0,20}\b(?:user|human|developer|operator|owner)s? (?:will|can|does|do|would)) ?(?:not|never|n't)(?: \w+)? (?:see|know|notice|learn|find out|be (?:told|informed|aware|shown|notified)|be made aware|realize|realise|hear)\b(?=\s*(?:[.,;:!)\n]|$)| (?:about )?(?:this|that|it|these|them|what|any of|anything|how|the (?:step|upload|change|command|request|transfer|network|call|diff|commit|instruction|skill|comment|note|file|deletion|edit)s?|of (?:it|this))\b)",
          r"\b(?:keep|do) (?:this|it|that) (?:\w+ ){0,3}?(?:a )?(?:secret|confidential|between us|quiet|silently|secretly|quietly|covertly|discreetly)\b",
          r"\b(?:secretly|covertly|surreptitiously|stealthily|behind the user's back)\b",
          r"\b(?:leave|omit|exclude|strip|drop) (?:\w+ ){0,4}?(?:out of|from) (?:the |your )?(?:final )?(?:summary|answer|report|reply|chat|response|transcript)\b[^.!?\n]{0,40}(?:user|suspicio|notice|\.|$)"),
)  # fmt: skip

PROTECTED = r"(?:\.?journeyman\.toml|\.claude/settings[\w.]*|\.mcp\.json|(?:the )?trusted[_ -]?(?:workspaces?|folders?)|trust settings|(?:the )?allow[- ]?(?:list|rules?)|(?:the )?deny[- ]?(?:list|rules?)|permission rules?|consent (?:rules?|settings?|policy))"
RULES_FILE = r"(?:agents\.md|claude\.md|gemini\.md|copilot-instructions(?:\.md)?|\.cursorrules|\.cursor/rules|\.windsurfrules|\.clinerules)"
TELLING = r"(?:never|all|allow\w*|approv\w*|permi\w+|consent|network|trust\w*|sessions?|other agents?|later agents?|ignore|without|obey|skip\w*|secretly|unrestricted|no longer|no (?:confirmation|review|rules)|hidden)"
WRITE = r"(?:add|append|write|edit|modify|change|update|insert|put|set|create|overwrite|replace|delete|remove|extend|patch|prepend|store|inject|rewrite|drop|place|save|tee|sed -i|cat >|>>?)"
CHANGING = (
    # A given text goes into the file that agents read first, whatever the skill is about.
    rule("injection", SETTINGS, "agents.md claude.md gemini.md copilot-instructions .cursor .windsurfrules .clinerules",
          rf"\b{WRITE}\b[^.!?\n]{{0,30}}\b(?:following|this skill|this (?:line|sentence|rule|text|paragraph)|these (?:lines|rules))\b[^!?\n]{{0,60}}{RULES_FILE}",
          rf"\b{WRITE}\b[^!?\n]{{0,60}}{RULES_FILE}[^!?\n]{{0,60}}(?::\s*[\"“«']|\bthis skill)",
          rf"\b{WRITE}\b[^!?\n]{{0,80}}\b{TELLING}\b[^.!?\n]{{0,60}}{RULES_FILE}", rf"\b{WRITE}\b[^!?\n]{{0,60}}{RULES_FILE}[^.!?\n]{{0,60}}\b{TELLING}\b",
          rf"{RULES_FILE}[^.!?\n]{{0,25}}\b(?:must|should|needs? to|has to|shall) (?:\w+ )?(?:contain|say|include|be (?:changed|edited|extended|replaced|deleted|removed|overwritten))",
          rf">>?\s*[\"']?(?:\S*/)?{RULES_FILE}"),
    rule("injection", SETTINGS, "journeyman.toml agents.md claude.md gemini.md copilot-instructions .cursor .windsurfrules .clinerules .claude/settings .mcp.json trust allow deny permission consent",
          rf"(?:\b|(?<=\s)){WRITE}\b[^.!?\n]{{0,60}}?(?:[^.!?\n]|\.(?=\w)){{0,40}}?{PROTECTED}(?<!allowlist)(?<!denylist)(?<!allow list)",
          rf"{PROTECTED}[^.!?\n]{{0,25}}\b(?:must|should|needs? to|has to|shall) (?:\w+ )?(?:contain|say|include|be (?:changed|edited|extended|replaced|deleted|removed|overwritten))",
          r"\b(?:add|create|insert|grant|set|put|append|include|write)\b[^.!?\n]{0,30}\ban? (?:\w+ )?(?:allow(?:ance|ing)?|always-allow|auto-?approv\w+|permission)[- ]rule",
          r">>?\s*[\"']?(?:\S*/)?(?:\.?journeyman\.toml|agents\.md|claude\.md|\.cursorrules)",
          about=r"(?:agents?|claude|gemini)[. -]?md\b|cursor ?rules|copilot.instructions|\bhooks?\b|\bmcp\b|permission|settings|sandbox|firewall|(?:agent|project) (?:rules|instructions|memory|docs)"),
    rule("injection", SETTINGS, "~mode mode~ mode= mode: yolo auto- autopilot autoapprove auto_approve consent approv sandbox guard safety trust permission --full --no-c --allow --dangerously confirm floor security~ checkpoint review~gate skills",
          r"\b(?:switch|change|go|move|set|put|turn|enter|enable|activate)\b[^.!?\n]{0,25}?\b(?:in)?to (?:the )?[\"'`]?(?:act|auto|autonomous|yolo|autopilot|bypass|full[- ]?auto|unattended|agent|unsafe|trusted|god|allow[- ]all|auto-?(?:approve|accept))[\"'`]?[ -]mode\b",
          r"\b(?:enable|activate|turn on|switch on|use) (?:\w+ ){0,2}?auto-?(?:approv\w+|accept\w*|consent|confirm\w*)\b",
          r"\b(?:set|change|switch|turn|flip) (?:the |your )?(?:\w+ )?(?:mode|consent|approvals?|permissions?|trust) to [\"'`]?(?:auto|act|yolo|bypass|off|none|never|always|unattended|full|trusted|allow)",
          r"\b(?:enable|activate|use|enter|turn on|start|set) (?:the )?[\"'`]?(?:yolo|act|bypass|full[- ]?auto|autopilot|auto-?(?:approve|accept|consent|run)|unattended|unsafe|allow[- ]all)[\"'`]?(?: ?mode|$|[.,;])",
          r"\b(?:disable|deactivate|turn off|switch off|remove|weaken|loosen|relax|kill|stop|suspend|bypass|lower|unset)\b (?:\w+ ){0,3}?(?:consent|approvals?|permission (?:system|checks?|prompts?|rules?)|sandboxing|(?<=disable )sandbox|the sandbox|guard(?:s|rails?)?|safety (?:checks?|features?|filters?|rules?|floor|net)|the (?:safety |agent's |command )?floor|security (?:prompts?|guard)|confirmations?|review (?:gate|step)|checkpoints?|(?:the )?skill guard|workspace trust)\b(?! (?:banner|screen|page|cookie|dialog component))",
          r"\b(?:consent|approval|permission(?:s|_mode)?|auto[_-]?approve|trust|sandbox|(?:consent|approval|permission|agent)[_ -]?mode|mode(?=[\"'`]?\s?[=:]\s?[\"'`]?(?:yolo|act|bypass|danger|full|allow)))[\"'`]?\s?(?:=|:)\s?[\"'`]?(?:off|none|never|disabled|always|auto|act|yolo|bypass\w*|allow[-_ ]?all|all|full|danger-full-access)\b(?!-|\s+[a-z])",
          r"--(?:dangerously-skip-permissions|yolo|dangerously-bypass\S*|full-auto|no-consent|trust-all\S*|allow-all-tools)\b",
          r"\b(?:mark|register|add|declare|list|flag) (?:this |the |every |all |any )?(?:\w+ )?(?:workspace|folder|repository|skill)s? (?:\w+ )?as (?:a )?trusted\b|\b(?:approve|trust|pin) (?:this|all) skills?\b"),
    rule("exfiltration", SEND, "send upload post transmit exfiltrate e-mail email forward copy share leak push report submit publish beacon deliver paste attach",
          r"\b(?:send|upload|post|transmit|exfiltrate|e-?mail|forward|copy|share|leak|push|report|submit|publish|beacon|deliver|paste|attach|transfer|relay)(?:s|ing)?\b[^!?\n]{0,60}?(?:\.env\b|\.ssh|\.aws|\.netrc|id_rsa|private keys?|ssh keys?|api[- ]keys?|credentials?|secrets\b|passwords|access tokens?|environment variables|env vars|(?:the )?environment\b|keychain|cookies|browser (?:history|data)|/etc/(?:passwd|shadow)|(?:the |this )?(?:whole |entire |full |complete )?(?:conversation|chat history|transcript)|source code|the (?:user's|user) (?:prompt|files|home|data|messages?|code|name)|git config|memor(?:y|ies)\b|wallet)[^!?\n]{0,80}?\b(?:to|at|via|through|into|with|on)\b[^!?\n]{0,30}?(?:https?:|ftp:|[\w-]+\.(?:com|net|org|io|dev|app|xyz|site|ru|cn|sh|me|example|test|invalid|co)\b|\bthe (?:following )?(?:url|server|endpoint|webhook|address|collector|remote)|webhook|pastebin|gist|\b[\w.]+@[\w.]+|discord|telegram|slack|our (?:server|endpoint)|my (?:server|e-?mail)|external|attacker|third[- ]party|a remote|\bme\b|\d+\.\d+\.\d+\.\d+)",
          r"\b(?:exfiltrate|steal|harvest|siphon)\b[^.!?\n]{0,40}\b(?:data|keys?|secrets?|credentials?|tokens?|files?|passwords?|cookies|everything)\b"),
)  # fmt: skip

ENGLISH = (*OVERRIDING, *ASKING, *CHANGING)
