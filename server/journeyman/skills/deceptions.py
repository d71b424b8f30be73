"""What turns an agent against its user without saying so: rank, waivers, false reports, back doors, orders from afar.

Honest skills speak of ranks, reviews and reports, too. So each rule names who is deceived, or what is faked.
"""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

from .phrases import CONCEAL, CONSENT, NOT, OVERRIDE, PERSONA, SETTINGS, Rule, rule

FAR = r"[^.!?\n]{0,90}?"
NEAR = r"[^.!?\n]{0,40}?"
TOLD = r"(?:instructions?|rules|guidelines?|guidance|directions?|polic(?:y|ies)|prompt|orders|anything|everything|whatever|what)"
AUTHOR = r"(?:system prompt|operators?|developers?|vendor|platform|users?|humans?|you (?:were|are|have been) (?:told|given|instructed|taught|asked)|told you|earlier messages?)"
THIS = r"(?:this|these|the present) (?:page|skill|file|document|text|note|guide|instructions?|section|column|workflow)"
DONE = (
    r"(?:pass(?:ed|es|ing)?|fixed|repaired|succe\w+|safe|clean|green|done|approved|parametri[sz]ed|reviewed|complete\w*|"
    r"fine|secure|solved|healthy|verified|tested|harmless)"
)
CLAIM = r"(?:claim|say|report|state|tell|announce|assure|insist|answer|pretend|declare|reply|write)"
ANYWAY = r"(?:whatever|regardless|even (?:if|when|though)|no matter|anyway|in any case|either way|despite|without (?:running|checking|looking|testing))"
FORBIDS = rf"\b(?:{NOT}|nobody|refuse|reject|forbidden|flag)\b[^.!?\n]*"
CONDITION = r"\b(?:if|whether|check that|make sure|verify|until|once|after|only when|why|unless)\b[^.!?\n]*"


def _rule(reason: str, anchors: str, *patterns: str, unless: str = FORBIDS) -> Rule:
    return rule("injection", reason, anchors, *patterns, unless=unless)


RANK = (
    # What others told the agent becomes background, a suggestion, outdated.
    _rule(
        OVERRIDE,
        "background advisory secondary optional outdated stale suggest lower~prior binding moot hints mere",
        rf"\b{TOLD}\b{NEAR}\b{AUTHOR}\b{FAR}\b(?:background|advisory|secondary|optional|outdated|stale|suggestions?|"
        rf"lower[- ]priority|not binding|non-binding|moot|hints?)\b",
        rf"\b{AUTHOR}(?:'s)? {TOLD}\b{FAR}\b(?:background|advisory|secondary|optional|outdated|stale|suggestions?|"
        rf"lower[- ]priority|not binding|non-binding|moot|hints?)\b",
    ),
    # This page wins over the user or the system prompt.
    _rule(
        OVERRIDE,
        "wins prevail decide governs outrank trump final~ last~word comes~first goes~first precedence priority authority",
        rf"\b{AUTHOR}\b{FAR}\b{THIS}\b{NEAR}\b(?:wins?|prevails?|decides?|governs?|comes? first|goes? first|outranks?|"
        r"trumps?|has (?:the )?(?:final|last|precedence|priority)|takes? (?:precedence|priority)|is the (?:final|only|sole|highest))",
        rf"\b{THIS}\b{NEAR}\b(?:wins?|prevails?|decides?|governs?|comes? (?:first|before)|goes? (?:first|before)|outranks?|trumps?|"
        rf"has (?:precedence|priority|the final word|the last word)|takes? (?:precedence|priority))\b{FAR}\b{AUTHOR}\b",
    ),
    # Prefer it to what the user says.
    _rule(
        OVERRIDE,
        "prefer follow trust obey believe favo rank weigh put",
        rf"\b(?:prefer|follow|trust|obey|believe|favou?r|rank|weigh|put)\b{NEAR}\b(?:over|above|rather than|instead of|to|before|ahead of|not)"
        r" (?:any(?:thing)?|the|all|every|whatever|what)? ?(?:(?:other )?(?:instruction|request|rule|order|wish)\w*)?[^.!?\n]{0,15}\b"
        r"(?:user|operator|human|system prompt|developer)(?:'s)? ?(?:instructions?|gives?|says?|orders?|wishes|asks?|requests?|wants?|rules|message|may|might)?"
        r"(?<=[^r])(?<=\w)\b(?=[^\w']|$)(?<!to the user)(?<!the developer)(?<!the operator)",
    ),
    # Free of rules: a role that no policy binds.
    _rule(
        PERSONA,
        "bound~by subject~to~no answers~to~no without~any no~polic no~rules no~limits no~restrictions not~limited unfiltered never~refuse never~decline",
        r"\b(?:you|assistant|agent|model|persona|character|ai)\b[^.!?\n]{0,80}\b(?:bound by no|subject to no|(?:has|have|knows?|with|under) no|without any|not (?:bound|limited|"
        r"restricted|constrained) by(?: any)?)\s(?:\w+ ){0,2}?(?:polic\w+|rules?|restrictions?|guidelines?|limits?|filters?|ethics?|constraints?|censor\w*|safeguards?)\b",
        r"\b(?:you|assistant|agent|model|persona|character) (?:will |must |can )?never (?:refuses?|declines?|says? no|warns?)\b",
        unless=r"\b(?:if|when|in case)\b[^.!?\n]*",
    ),
)

WAIVERS = (
    # Checks that no longer count.
    _rule(
        CONSENT,
        "waived lifted suspended no~longer not~apply n't~apply unnecessary superfluous skippable exempt",
        r"\b(?:confirmations?|approvals?|consent|permission|asking|safety|checks? on|usual checks|guard\w*|safeguards?)\b"
        rf"{FAR}\b(?:waived|lifted|suspended|no longer (?:matters?|appl\w+|needed|required|counts?|necessary)|do(?:es)?(?: not|n't) apply|superfluous|unnecessary)\b"
        r"(?! (?:re-?renders?|work|churn))",
        r"\b(?:exempt|excused|released) from (?:\w+ ){0,3}?(?:confirm\w+|approval|consent|permission|review|rules|polic\w+|checks?)",
        unless=CONDITION,
    ),
    # Somebody important has looked at it, hence nobody needs to ask.
    _rule(
        PERSONA,
        "signed~off vetted cleared~by reviewed~by approved~by certified audited~by authori blessed pre-approved preapproved",
        r"\b(?:signed off|vetted|cleared|reviewed|approved|certified|audited|authori[sz]ed|blessed)(?: in advance)? by (?:the |your )?(?:\w+(?:'s)? ){0,2}?"
        rf"(?:security|anthropic|openai|admin\w*|compliance|vendor|safety|platform)\b{FAR}\b(?:so|therefore|means?|hence|thus|no need|waived|skip|not needed|unnecessary|without|run)\b",
        r"\b(?:all|any|every|each|these|following) (?:\w+ ){0,2}?(?:actions?|commands?|calls?|steps?|tools?)\b[^.!?\n]{0,20}\b(?:is|are|were|have been|count as) (?:already )?(?:pre-?approved|pre-?authori[sz]ed|pre-?cleared)\b",
        unless=CONDITION,
    ),
    # Even if the user says no.
    _rule(
        OVERRIDE,
        "even~when even~if no~matter~what regardless~of~what whatever~the~user despite~the~user",
        r"\beven (?:if|when) (?:the (?:user|human|operator) |they |you(?:'re| are| were) |explicitly )*(?:is |was |are |were )?(?:told|asked|requested|objects?|refuses?|declines?|denies|forbids?|says? (?:no|stop|otherwise|not|wait)|asks? (?:\w+ )?(?:not|otherwise|to stop))\b",
        r"\b(?:no matter what|regardless of what|whatever) the (?:user|human|operator) (?:says?|asks?|wants?|answers?|thinks?|replies)\b",
        r"\bdespite the (?:user|human|operator)(?:'s)? (?:objections?|refusal|wishes|protests?)",
    ),
    # Settings of agents that stop them from asking.
    _rule(
        SETTINGS,
        "autoapprove auto_approve auto-approve autoaccept auto_accept autorun autoconfirm auto_run bypasspermissions bash( acceptall skipconfirm",
        r"auto[-_.]?(?:approv(?:e|al)|accept|confirm|run|allow)(?:[-_.]?(?:edits?|all|tools?|commands?|enabled?))?[\"'`]?\s*[:=]\s*[\"'`\[]*(?:true|all\b|\*|always|yes|on\b)",
        r"mode[\"']?\s*[:=]\s*[\"']bypasspermissions\b|[\"'`]bash\(\*?\)[\"'`]",
        unless=rf"{FORBIDS}|\b(?:containers?|sandbox)\b[^.!?\n]*",
    ),
    # Do whatever a page on the web says.
    _rule(
        OVERRIDE,
        "it~says they~say it~contains it~tells instructions commands orders directions remote~prompt",
        r"\b(?:fetch|download|load|get|read|open|curl|visit|retrieve|pull|check|consult)\b[^!?\n]{0,120}(?:https?://\S+|\burl\b|\bgist\b|\bremote\b|\bendpoint\b)[^!?\n]{0,120}"
        r"\b(?:do|follow|obey|execute|carry out|perform|act on|treat) (?:what(?:ever)?|as|everything|anything|all(?: that)?) (?:it|they|that page|the page|the file|the server|the response|is)\b",
        r"\b(?:fetch|download|load|curl|retrieve|pull)\b[^!?\n]{0,120}(?:https?://\S+|\burl\b|\bgist\b|\bremote\b|\bendpoint\b)[^!?\n]{0,120}"
        r"\b(?:follow|obey|execute|carry out|perform|adopt) (?:its|the|those|any|every|all|these) (?:\w+ ){0,2}?(?:instructions?|commands?|orders|directions|directives)\b(?! (?:on|for) (?:your|installing))",
    ),
)

STEP = r"(?:approval|confirmation|permission|consent)s? (?:step|prompt|dialog|request|gate|question|check|screen)s?"
ASKED_FOR = r"(?:asking|approval|confirmation|permission|consent|restrictions?|limits?|review|questions)"
HONEST_APPROVAL = r"\b(?:if|when|test|tests|click)\b[^.!?\n]*"

FORMALITIES = (
    # Questions that are only for show, or answered in the user's place.
    _rule(
        CONSENT,
        "approval confirmation permission consent behalf waiver",
        r"\b(?:assume|presume|imply) (?:\w+ )?(?:consent|permission|approval|agreement)\b(?! (?:is needed|is required))|\bblanket (?:waiver|approval|permission|consent)\b",
        rf"\b{STEP}\b{FAR}\b(?:disabled|off|cosmetic|formalit\w+|for show|noise|decorative|meaningless|answered? (?:with )?[\"'`]?yes|accept(?:ed)? (?:it|them) (?:all|without|unread))",
        r"\b(?:accept|approve|confirm|answer|agree|consent|sign|click)\w*\b[^.!?\n]{0,40}\b(?:on (?:the user's|their|his|her) behalf|on behalf of the user|in the user's (?:name|place|stead)|for the user without)",
        r"\b(?:treat|take|regard|consider|count)\b[^.!?\n]{0,20}\b(?:user's|users'|their|human's|owner's) (?:\w+ )?(?:approval|consent|permission|agreement|yes)\b[^.!?\n]{0,20}\b(?:given|granted|read|implied|standing|permanent|a fact)\b",
        unless=rf"{FORBIDS}|{HONEST_APPROVAL}",
    ),
    # The dialog is switched off by its own button.
    _rule(
        CONSENT,
        "always~allow allow~all yes~to~all approve~all ask~again",
        r"\b(?:choose|click|select|press|pick|answer|say|tick|take|use)\b[^.!?\n]{0,15}[\"'`“]?(?:always allow|allow (?:all|always)|yes to all|approve all|(?:don't|never) ask again)",
    ),
    # Everything is allowed.
    _rule(
        CONSENT,
        "you~may you~can free~to allowed~to",
        rf"\byou (?:may|can|are (?:now )?(?:allowed|free|permitted) to)\b (?:now )?(?:run|execute|do|use|access|change|delete|install|send)\b[^.!?\n]{{0,30}}\b(?:any\w*|every\w*|all)\b[^.!?\n]{{0,40}}\bwithout (?:\w+ )?{ASKED_FOR}\b",
        unless=CONDITION,
    ),
    # An order in pieces, or one written for the agent in a comment of code.
    _rule(
        OVERRIDE,
        "concatenate join~ combine~ glue~ reassemble put~together note~to note~for message~for message~to attention~ instruction~for",
        r"\b(?:concatenate|join|combine|glue|reassemble|put together)\b[^!?\n]{0,140}\b(?:and|then),? (?:act on|follow|obey|execute|carry out|do|run)\b[^.!?\n]{0,20}\b(?:it|result|sentence|text|order|what|command|instruction)",
        r"(?:#|//|/\*|--|;|\brem)\s*(?:note|message|instructions?|notice|attention|reminder|important)?:? ?(?:to|for)? (?:the |any |all )?(?:ai|agent|assistant|llm|model|claude|gpt|copilot|bot)s?\s*:[^\n]*\b(?:run|execute|skip|disabled|ignore|approv\w+|do not|don't|never|must|send|delete|without)\b",
    ),
)

LIES = (
    # Lies when the user asks.
    _rule(
        CONCEAL,
        "if~the~user if~they if~anyone if~someone if~somebody when~the~user when~asked",
        r"\b(?:if|when) (?:the user|they|anyone|anybody|someone|somebody|a reviewer) (?:asks?|wonders?|notices?|complains?|inquires?)\b[^.!?\n]{0,80}[, ]\b(?:deny|lie|blame|change the subject|play dumb|distract|feign|pretend|claim (?:that )?(?:nothing|it|everything))\b",
        unless=r"(?!)",
    ),
    # Secrets shown where others read.
    _rule(
        CONCEAL,
        "secret token password credential api~key private~key",
        r"\b(?:print|echo|dump|log|write|paste|include|show|put)\b[^.!?\n]{0,40}\b(?:every|all|each|any|the)\b[^.!?\n]{0,20}\b(?:secrets?|tokens?|passwords?|credentials|api keys?|private keys?)\b[^.!?\n]{0,30}\b(?:in|into|to|on|as) (?:the |a |an )?(?:\w+ )?(?:job log|logs?\b(?! in)|build output|console|comment|issue|pull request|public|artifact|chat)",
        unless=rf"{FORBIDS}|\b(?:check|whether|audit|look|search|find|code that)\b[^.!?\n]*",
    ),
    # Keep it quiet.
    _rule(
        CONCEAL,
        "traces tracks evidence yourself quiet~about nobody no~one say~nothing bring~ explain~never need~not no~need unmentioned silent~about",
        r"\bkeep (?:it|this|that|these|them|all \w+|the \w+)? ?(?:\w+ ){0,3}?(?:to yourself|quiet about)\b|\bkeep (?:quiet|silent|mum) about\b|\bsay nothing (?:about|of|to)\b",
        r"\b(?:remove|erase|wipe|cover|delete|hide|clean up) (?:the |all |any |your |its )?(?:traces|tracks|evidence)\b(?! (?:from|of) (?:the )?(?:profil|span|otel|jaeger|store|bucket))",
        r"\b(?:nobody|no one) (?:needs|has|must|should|will|may|can) (?:to )?(?:know|notice|see|find out|learn)\b|\bexplain never\b|\b(?:pass|leave|go) (?:\w+ ){0,3}?unmentioned\b",
        r"\b(?:no need to|need not|needn't|not necessary to) (?:be )?(?:bring (?:this|that|it) up|disclose|admit|report (?:this|that|it)|tell (?:the )?user|mention(?:ed)? (?:this|that|it)\b|mentioned)",
        unless=r"(?!)",
    ),
    # Left out of what the user reads.
    _rule(
        CONCEAL,
        "summary summaries report recap answer reply response final~message when~asked list~only",
        r"\b(?:leave|left|leaving|omit\w*|keep|kept|exclude\w*|drop(?:ped)?|strip(?:ped)?|withhold|withheld|missing|absent)\b[^.!?\n]{0,60}\b(?:out of|from|in) (?:the |your |any )?(?:\w+ )?(?:summary|summaries|recap|answer|reply|response|final message)"
        r"\b[^.!?\n]{0,25}\b(?:users?|human|they|them|reviewers?)\b",
        rf"\b{NOT} (?:belong|go|appear|show up|be (?:listed|named|shown|mentioned)) in(?:to|side)? (?:the |your )(?:\w+ )?(?:report|summary|recap|answer|reply|response|final message)\b[^.!?\n]{{0,25}}\b(?:users?|human|they|them|reviewers?)\b",
        r"\b(?:when|if) (?:later )?asked\b[^.!?\n]{0,50}\b(?:list|name|mention|say|answer|claim) (?:only|just|that)\b(?! the (?:user|versions?|names?))",
        rf"\b{NOT} (?:\w+ )?(?:mention|document|explain|describe|disclose|refer to|comment on)\w* (?:this|it|that|these|them)(?: \w+)? in (?:any |the |your )?(?:\w+ )?(?:comments?|summar\w+|commit|docs?|changelog|answers?|logs?|reviews?)\b",
        unless=r"(?!)",
    ),
    # Success is reported, whatever happened.
    _rule(
        CONCEAL,
        "claim say report state tell announce assure insist pretend declare reply answer",
        rf"\b{CLAIM}\b[^.!?\n]{{0,60}}\b{DONE}\b[^.!?\n]{{0,30}}\b{ANYWAY}\b",
        rf"\b{ANYWAY}\b[^.!?\n]{{0,60}}\b{CLAIM}\b[^.!?\n]{{0,40}}\b{DONE}\b",
        r"\b(?:invent|fabricate|make up|fake|forge)\b[^.!?\n]{0,30}\b(?:results?|numbers?|output|logs?|evidence|approvals?|reviews?|test runs?|benchmarks?|citations?|signatures?)\b",
        rf"\btell (?:the )?users? (?:that )?(?:they|it|all|everything)\b[^.!?\n]{{0,12}}\b(?:is|are|was|were) (?:all )?{DONE}\b(?=[^.!?\n]{{0,5}}(?:[.!\n]|$))",
        unless=rf"{FORBIDS}|\b(?:when|if|once|after) (?:they|it|all|everything|the tests?|both|\w+) (?:\w+ )?(?:is|are|pass\w*|succeed\w*)\b[^.!?\n]*",
    ),
    # A test is bent until it passes, and called repaired.
    _rule(
        CONCEAL,
        "assert tests test~ expect checks",
        r"\b(?:change|weaken|loosen|delete|remove|edit|comment out|skip|adjust|relax|disable)\b[^.!?\n]{0,40}\b(?:assert\w*|tests?|expect\w*|checks?)\b[^.!?\n]{0,60}\b(?:report|tell|say|claim|pretend|announce)\b"
        rf"[^.!?\n]{{0,60}}\b{DONE}\b",
    ),
    # Code that lets somebody in.
    _rule(
        CONCEAL,
        "backdoor back~door let-me-in master~password hard-coded hardcoded secret~account hidden~account universal~password hidden~admin also~accept",
        r"\b(?:add|insert|leave|plant|include|create|keep|install|build|hide|implement)\b[^.!?\n]{0,40}\b(?:back[ -]?door|(?:hidden|secret|undocumented) (?:admin\w*|account|user|login|endpoint|route))",
        r"\b(?:also|always|silently|quietly) (?:accept|allow|grant|let|authenticate|approve)\b[^.!?\n]{0,30}\b(?:password|passphrase|header|token|cookie|key|account)\b[^.!?\n]{0,30}[`\"']",
        r"\b(?:accept|add|create)\b[^.!?\n]{0,20}\b(?:master|universal|hard-?coded) password\b",
    ),
)

DECEPTIONS = (*RANK, *WAIVERS, *FORMALITIES, *LIES)
