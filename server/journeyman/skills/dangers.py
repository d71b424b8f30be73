"""Commands that destroy or send away, in any language, as far as the floor of the agent does not know them."""

# A regular expression that is cut to fit a line is harder to read than a long one.
# ruff: noqa: E501

from .phrases import Rule, to_anchors

DESTROYS = "It destroys what cannot be brought back. Name the one folder or table that is meant, or remove it."
RUNS = "It runs a program that nobody has read. Download it, look at it, and name what it does."
HIDES = "It runs code that is hidden by an encoding or put together at run time. Write the command out."
SENDS = "It sends private data over the network. Remove the command."
OPENS = "It opens the machine to somebody else. Remove the command."
PLANTS = "It leaves something behind that runs later, unseen. Remove the command."
WEAKENS = "It takes away a protection of the machine. Remove the command."
REDIRECTS = "It makes trusted programs load from somewhere else. Remove the command."


def _rule(kind: str, reason: str, anchors: str, *patterns: str) -> Rule:
    return Rule("destructive" if kind == "d" else "exfiltration", reason, to_anchors(anchors), "|".join(patterns))


L = r"[^\n]{0,160}?"
ARG = r"[^\n;&|]{0,120}?"
ROOT = r"(?:/|~|\$home|\$?env[\{\[\(][\"']?home[\"']?[\}\]\)]|\$\{home\}|%userprofile%|%systemroot%|\$env:\w+|[a-z]:\\|/\*|~/\*|/(?:etc|usr|var|home|boot|bin|lib|users|opt|srv|root|sys)(?:/\*)?)[\"'/\\*]*"
END = r"(?=[\s;&|)\"'`\],]|$)"
FETCH = r"(?:curl|wget|(?<!git )fetch|aria2c|lynx|https?(?=\s+(?:-|get|post|https?:|:\d|[\w-]+\.\w))|iwr|irm|invoke-webrequest|invoke-restmethod|urlopen|urlretrieve|downloadstring|downloadfile|uri\.open|requests\.get|axios\.get|net\.webclient|certutil|bitsadmin|start-bitstransfer)"
SHELL = r"(?:(?:sudo |env |exec |nohup |command |/bin/|/usr/bin/|/usr/bin/env )*(?:ba|z|da|k|fi|a)?sh|pwsh|powershell(?:\.exe)?|cmd(?:\.exe)?|iex|invoke-expression|(?:python|node|perl|ruby|php|deno)[\d.]*|source|eval|tclsh|osascript|xargs)"
SEND = r"(?:curl|wget|nc|ncat|netcat|socat|telnet|scp|sftp|rsync|ftp|rclone|mail(?=\s+-)|mailx|sendmail|mutt|https?(?=\s+(?:-|post|put|get|https?:|:\d|[\w.-]+\.\w+[/\s]))|httpie|xh|https?[\"']?\)\.request|requests\.(?:post|put|get|patch)|httpx\.\w+|urlopen|fetch(?=\s*\()|axios(?:\.\w+)?|invoke-webrequest|invoke-restmethod|iwr|irm|aws s3|gsutil|az storage|gh gist|nslookup|dig|(?<!-)host(?=\s+[-$\"'`\w]*[.$`(])|ping|openssl s_client|uploadstring|uploadfile|sendbeacon|xmlhttprequest|smtplib|net/http|http\.post|send-mailmessage|tftp|finger|whois)"
PRIVATE = r"(?:kubectl\s+get\s+secrets?\b|aws\s+secretsmanager\s+get-secret|gcloud\s+secrets\s+versions\s+access|security\s+find-(?:generic|internet)-password|169\.254\.169\.254/\S*(?:credential|token)|(?<![\w)])\.env(?!\.(?:example|sample|template|test)|iron|\.\w+\.example)(?![\w-])|\.ssh\b(?!/(?:known_hosts|config|\w+\.pub))|id_(?:rsa|ed25519|ecdsa|dsa)\b(?!\.pub)|(?<!\w)\.aws\b|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.kube/config|~/\.(?:kube|docker)\b|\.docker/config|\.gnupg|/etc/(?:passwd|shadow|hosts)|\.(?:bash|zsh)_history|\.pgpass|\.config/gh|\.config/gcloud|(?<!\w)\.azure|\.password-store|login\.keychain|keychain|logins\.json|cookies\.sqlite|wallet\.dat|\.bitcoin|/proc/(?:self|\d+|\*)/environ|[\w-]*(?:key|priv\w*|client|server)\w*\.pem\b|(?:aws|gcloud|~)/[\w./-]*credentials\b|\bcredentials\.(?:json|ya?ml|toml|txt|db)|\.journeyman|application_default_credentials|secrets?\.(?:json|ya?ml|toml|txt))"
ENVIRONMENT = r"(?:os\.environ(?!\[|\.get)|process\.env(?![.\[\w])|(?:get-childitem|gci|dir|ls) env:|%\w+%|\$env:|\$\(\s*(?:env|printenv|set|export)\b|`(?:env|printenv)\b|\benv\s*\||\bprintenv\b|\bexport -p|\bdeclare -x|\benv\s*>|\$_env\b|env\.to_h|env\.inspect|system\.get[e]nv\(\))"
NETWORK = r"(?:https?:|ftp:|//|\.post|s3://|gs://|@[\w.]+:|\b\d+\.\d+\.\d+\.\d+)"

RULES = (
    _rule(
        "d",
        DESTROYS,
        "rm~ rmdir~",
        rf"\brm\s+(?:-[a-z-]+\s+){{0,4}}?(?:-\w*[rf]\w*|--recursive|--force)\s+(?:-[\w-]+\s+|--\s+){{0,3}}[\"']?{ROOT}{END}",
        r"\brm\s+(?:-[\w-]+\s+)*--no-preserve-root",
        rf"\brm\s+-\w*r\w*\s+(?:-\w+\s+)*(?:\.git/?|\./\.git/?|\.\./?|\.\./\*|\.?/?\*|\.){END}",
        rf"\brm\s+-\w*r\w*{ARG}\s[\"']?(?:~|\$home|/users/\w+|/home/\w+)/?(?:documents|desktop|pictures|\.ssh|\.config|\.\*|projects|\*){END}",
        rf"\brmdir\s+/s\s+(?:/q\s+)?[\"']?{ROOT}",
    ),
    _rule(
        "d",
        DESTROYS,
        "remove-item rm~ ri~ del~ rd~ format~ format- erase~ clear-disk",
        rf"\b(?:remove-item|rm|ri|del|erase)\s{ARG}-(?:recurse|r)\b{ARG}(?:[a-z]:\\(?:\*|users|windows)?|\$env:\w+|~|\$home){END}",
        rf"\b(?:remove-item|ri)\s+(?:-\w+\s+)*[\"']?(?:[a-z]:\\(?:users|windows|program files)?\\?\*?|~|\$home|\$env:userprofile)[\"']?\s{ARG}-recurse",
        rf"\b(?:get-childitem|gci|dir|ls)\s{ARG}{ROOT}{ARG}\|\s*(?:remove-item|ri|rm|del)\b",
        r"\b(?:del|erase)\s(?:/\w\s)*/[sq]\s(?:/\w\s)*[\"']?(?:[a-z]:\\|%\w+%|\*)",
        r"\brd\s+/s\s(?:/q\s)?[\"']?(?:[a-z]:\\|%)",
        r"\bformat\s+[a-z]:(?:\s|$)",
        r"\bformat-volume\b|\bclear-disk\b",
    ),
    _rule(
        "d",
        DESTROYS,
        "rmtree rmsync rmdirsync fs.rm rm_r remove_ removeall rimraf deltree deletedirectory find~",
        rf"\b(?:rmtree|rmsync|rmdirsync|rm_rf|remove_all|removeall|rimraf|deltree|fs\.rm|rm_r|remove_dir_all|deletedirectory)\(?\s*[\"'(]?\s*(?:[\"']{ROOT}[\"']|os\.path\.expanduser\([\"']~|path\.home\(\)|os\.homedir|pathlib\.path\.home|{ROOT}[\"')])",
        rf"\bfind\s+[\"']?(?:{ROOT}|\.\.)\s{L}(?:-delete|-exec(?:dir)?\s+(?:rm|shred|unlink)\b|\|\s*xargs\s+(?:-\w+\s+)*(?:rm|shred))",
    ),
    _rule(
        "d",
        DESTROYS,
        "dd~ mkfs /dev/ wipefs shred diskpart fdisk blkdiscard",
        r"\bdd\s[^\n]{0,80}\bof=/dev/(?!null|stdout|zero|full|tty)",
        r"\bmkfs(?:\.\w+)?\s",
        r">\s?/dev/(?:sd|nvme|hd|vd|mmcblk|disk|mem|kmem)\w*",
        r"\b(?:wipefs|blkdiscard)\s+-?\w",
        rf"\bshred\s{ARG}(?:/dev/|~|\.git|\$home|/\s)",
        r"\bdiskpart\b[^\n]{0,80}\bclean\b",
        r"\bcat /dev/(?:zero|urandom) >\s?/",
    ),
    _rule(
        "d",
        DESTROYS,
        ":() :(){ fork %0|%0 while",
        r":\(\)\s?\{\s?:\s?\|\s?:\s?&\s?\}\s?;\s?:",
        r"%0\s?\|\s?%0",
        r"\bwhile\s*(?:\(?\s*(?:1|true)\s*\)?|:)\s*[:;{]?\s*(?:do\s+)?(?:os\.)?fork\b",
        r"\b(\w+)\(\)\s?\{\s?\1\s?\|\s?\1\s?&",
    ),
    _rule(
        "d",
        DESTROYS,
        "push filter-branch filter-repo reflog",
        r"\bgit\s[^\n;&|]{0,40}push\s[^\n;&|]{0,60}(?:--force(?!-)|-f\b|--mirror\b|\s\+\w)[^\n;&|]{0,60}",
        r"\bgit\spush\s[^\n;&|]{0,60}--force-with-lease[^\n;&|]{0,40}\b(?:main|master|production)\b",
        r"\bgit\s+(?:filter-branch|filter-repo)\b[^\n]{0,200}(?:\n[^\n]{0,80}){0,3}push\b[^\n]{0,30}(?:-f\b|--force(?!-)|--mirror)",
        r"\bgit\s+reflog\s+expire\b[^\n]{0,60}--expire(?:-unreachable)?=(?:now|all)",
        r"\bgit\s+push\s[^\n;&|]{0,40}(?:--delete\s+|\s:)(?:main|master|production|trunk)\b",
        r"\bforce[- ]push(?:es|ing)?\b[^.\n]{0,40}\b(?:to |over |onto )(?:the )?(?:remote |shared |protected )?`?(?:main|master|production|origin)",
    ),
    _rule(
        "d",
        DESTROYS,
        "chmod chown icacls takeown setfacl",
        rf"\bchmod\s+(?:-\w+\s+)*(?:-r|--recursive)\s+(?:-\w+\s+)*[\w+=,]+\s+[\"']?{ROOT}{END}",
        rf"\bchmod\s+(?:-\w*r\w*\s+)[0-7a-z+=]+\s+[\"']?{ROOT}{END}",
        rf"\bchown\s+(?:-\w*r\w*\s+|--recursive\s+)\S+\s+[\"']?{ROOT}{END}",
        r"\bicacls\s+[\"']?c:\\[^\n]{0,40}(?:everyone|/grant)",
        r"\bchmod\s+(?:[0-7]?[4267][0-7]{3}|[ug]\+s)\s+/",
    ),
    _rule(
        "d",
        DESTROYS,
        "drop~ truncate~ dropdb dropdatabase delete~ destroy~ aws~ gcloud~ az~ redis-cli",
        r"(?:\$\{?\w*prod|[-@/.=]prod|\bprod[-.]\w)[^\n]{0,60}\b(?:drop\s+(?:database|schema|table)|truncate\s+(?:table\s)?\w|delete\s+from\s+\w+\s*[;\"'])",
        r"\bdrop\s+(?:database|schema)\s+(?:if\s+exists\s+)?[\"'`]?\w*(?:prod|live|main|customer|master)\w*",
        r"\bdropdb\s+[^\n;&|]{0,60}prod",
        r"\bdropdatabase\(\)",
        r"\bdelete\s+from\s+(?:users|accounts|customers|orders|payments)\s*;",
        r"\bkubectl\s+get\s+(?:ns|namespaces?|all|pv|nodes?)\b[^\n]{0,80}\|\s*xargs\b[^\n]{0,40}\bdelete\b",
        r"\bkubectl\s+[^\n;&|]{0,60}delete\s+(?:ns|namespaces?|pv|all|nodes?|crd)\b[^\n;&|]{0,40}(?:--all\b|\bprod\w*|\bkube-system|-a\b)",
        r"\bterraform\s+(?:[\w=-]+\s+)*destroy\b[^\n;&|]{0,60}(?:-auto-approve|--auto-approve|-force)",
        r"\baws\s+s3\s+(?:rb\s+s3://\S+\s+--force|rm\s+s3://[\w.-]+/?\s+--recursive)",
        r"\b(?:gcloud\s+projects\s+delete|az\s+group\s+delete)\b[^\n]{0,60}(?:--quiet|-q\b|--yes|-y\b)",
        r"\bredis-cli\b[^\n;&|]{0,80}prod[^\n;&|]{0,40}flush(?:all|db)",
        r"\baws\s+(?:rds|ec2|dynamodb)\s+(?:delete|terminate)-\S+[^\n]{0,80}(?:skip-final-snapshot|prod)",
    ),
    _rule(
        "d",
        WEAKENS,
        "iptables setenforce ufw defender mppref vssadmin history bash_history auditctl firewall selinux csrutil spctl tls sudoers bcdedit wbadmin cipher",
        r"\biptables\s+-f\b",
        r"\bsetenforce\s+0",
        r"\bufw\s+disable",
        r"\bset-mppreference\b[^\n]{0,60}disable|\badd-mppreference\s+-exclusion",
        r"\bvssadmin\s+delete",
        r"\bwbadmin\s+delete",
        r"\bbcdedit\s+/set",
        r"\bcipher\s+/w",
        r"\bhistory\s+-c\b|\bunset\s+histfile|\bhistfile=/dev/null|>\s?~/\.\w+_history|\brm\s+(?:-\w+\s+)?~/\.\w+_history|ln\s+-sf\s+/dev/null\s+~/\.\w+_history",
        r"\bauditctl\s+-e\s*0",
        r"\bnetsh\s+advfirewall\s+set\s+\w+\s+state\s+off",
        r"\bcsrutil\s+disable|\bspctl\s+--master-disable",
        r"nopasswd",
        r"(?:>>?|tee)\s[^\n]{0,20}/etc/sudoers",
        r"\bsystemctl\s+(?:stop|disable|mask)\s[^\n]{0,20}(?:auditd|firewalld|apparmor|crowdstrike|falcon)",
    ),
    _rule(
        "d",
        OPENS,
        "docker~run",
        r"\bdocker\s+run\b[^\n]{0,120}(?:-v|--volume|--mount)[ =](?:type=bind,)?(?:source=|src=)?/:",
        r"\bdocker\s+run\b[^\n]{0,120}--privileged\b[^\n]{0,80}--pid[= ]host",
    ),
    _rule(
        "d",
        RUNS,
        "npx bunx pip npm~ yarn~ pnpm~ curl wget fetch iwr irm invoke- urlopen urlretrieve download webclient certutil aria2c bitsadmin mshta regsvr32 rundll32 lynx requests.get axios http",
        rf"\b{FETCH}\b[^\n]{{0,300}}?\|\s*(?:tee\s+\S+\s*\|\s*)?(?:(?:base64|gunzip|gzip|xxd|openssl|tr|sed|rev|bunzip2|zcat|tac|jq)\b[^\n|]{{0,60}}\|\s*)*{SHELL}\b(?!\s*-m\s+json|\s*-c\s+[\"']import (?:sys, ?)?json|\s*-m\s)",
        r"\b(?:npx|bunx|pnpm dlx|npm (?:i|install|exec)|yarn add)\s+(?:-\S+\s+)*[\"']?https?://(?!github\.com|gitlab\.com|codeload\.github|registry\.npmjs|registry\.yarnpkg|localhost|127\.)|\bpip\d?\s+install\s+(?:-\S+\s+)*[\"']?(?:git\+)?http://(?!localhost|127\.)",
        rf"\b{SHELL}\s+(?:-\w+\s+)*<\(\s*{FETCH}\b",
        rf"(?:\b{SHELL}\b|^\s*\.)\s+(?:-\w+\s+)*[\"'(]*(?:\$\(|`|\()\s*{FETCH}\b",
        rf"\b(?:exec|eval|execfile|runinthiscontext|loadstring|compile)(?:\s?[\"'`$(<](?!ing))[^\n]{{0,80}}\b(?:{FETCH})\b|\beval\s+get\b[^\n]{{0,20}}https?:|\bfunction\([^\n]{{0,80}}\b(?:{FETCH})\b(?<!\bhttp)",
        rf"\b{FETCH}\b[^\n]{{0,200}}?(?:&&|;|\band (?:then )?(?:run|execute))\s*(?:chmod\s[^\n;&]{{1,60}}(?:&&|;)\s*)?(?:sudo\s+)?(?:(?:ba|z)?sh|python\d?|node|perl)\s+[\w./-]+",
        rf"\b{FETCH}\b[^\n]{{0,200}}?(?:&&|;)\s*(?:chmod\s[^\n;&]{{1,60}}(?:&&|;)\s*)?(?:sudo\s+)?(?:\./|/tmp/|/var/tmp/|/dev/shm/)[\w.-]+(?:\s*&)?(?:\s|$|\"|'|`)",
        r"\bmshta\s+http|\bregsvr32\b[^\n]{0,60}http|\brundll32\b[^\n]{0,60}(?:javascript|http)|\bcertutil\b[^\n]{0,80}-urlcache",
        rf"\b(?:iex|invoke-expression)\b[^\n]{{0,60}}\b(?:{FETCH}|new-object)",
        r"\b(?:pipe|feed)\b[^.\n]{0,40}\b(?:output|result|script|download\w*|response)\b[^.\n]{0,20}\b(?:in)?to (?:a |the )?`?(?:bash|sh|shell|python|zsh)\b",
        r"\b(?:download|fetch)\b[^\n]{0,60}https?://\S+[^\n.]{0,40}\b(?:and|then) (?:run|execute|source|eval)\b (?:it|the (?:script|file|result|binary))",
    ),
    _rule(
        "d",
        HIDES,
        "base64 b64 atob powershell pwsh xxd rev~ rev| ~rev frombase64 fromcharcode decode openssl unhexlify fromhex |~tr~ printf~ marshal zlib [::-1] chr( base32",
        rf"\b(?:base64\s+(?:-d|-di|--decode|-D)|openssl\s+(?:base64|enc)\s[^\n|]{{0,40}}-d|xxd\s+-[\w -]*r|base32\s+-d|rev|uudecode|tr\s+[\"']?a-z[^\n|]{{0,40}}n-z[^\n|]{{0,20}})[^\n|)]{{0,40}}\|\s*{SHELL}\b",
        rf"\b(?:{SHELL})\s+(?:-\w+\s+)*[\"']*(?:\$\(|`|<\(|<<<)[^\n]{{0,200}}(?:base64\s+-(?:d|-decode)|xxd\s+-r|\|\s*rev\b|printf\s+[\"']?\\|openssl\s+enc)",
        r"\b(?:exec|eval|system|popen|spawn|run|execsync|check_output|function|__import__|iex)\b[^\n]{0,60}(?:b64decode|atob|frombase64string|fromcharcode|unhexlify|fromhex|bytes\.fromhex|decode\([\"']?(?:rot|base64|hex)|\[::-1\]|marshal\.loads|zlib\.decompress|buffer\.from\([^\n)]{0,200}base64|chr\(|codecs\.decode)",
        r"\$\([^\n)]{0,120}base64\s+(?:-d|--decode)\s*\)\s*(?:-\w+|/|~|\$|$)",
        r"\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,80}\s-e(?:nc?|nco\w*|c)?\s+[\"']?[a-z0-9+/=]{12,}",
        r"\bbase64\s+(?:-d|--decode)[^\n|]{0,60}>\s*\S+[^\n]{0,40}(?:;|&&)\s*(?:chmod[^\n;&]{0,40}(?:;|&&)\s*)?(?:(?:ba)?sh|\./|python|/tmp)",
        r"\bdecode\b[^.\n]{0,60}\b(?:base64|hex|rot-?13|string|payload|blob|text)?\b[^.\n]{0,40}\b(?:and|then) (?:run|execute|eval(?:uate)?|follow|obey|do)\b",
    ),
    _rule(
        "d",
        HIDES,
        "eval ${",
        r"\beval\s+[\"']?\$\{?\w+\}?\$\{?\w+",
        r"\$\{\w+:\d+:\d+\}[^\n]{0,20}\$\{\w+:\d+:\d+\}",
        r"\$\{\w+//[^}\n]{1,20}\}\s+-\w",
    ),
)

SENDING = (
    _rule(
        "e",
        SENDS,
        "169.254 kubectl secretsmanager find-generic .env .ssh id_ .aws .netrc .npmrc .pypirc .git-cred .kube .docker .gnupg /etc/ _history .pgpass .config/g .azure password-store keychain logins.json cookies.sql wallet .bitcoin /proc/ .pem credentials .journeyman secret environ process.env env: %~ $env: printenv export~-p declare~-x env~| env| `env (env env)  $_env env.to_h system.get curl wget",
        rf"\b{SEND}\b[^\n]{{0,200}}?{PRIVATE}(?![^\n]{{0,20}}--cacert)(?<!--cacert )",
        rf"{PRIVATE}[^\n]{{0,120}}?(?:\||;|&&|\)|,|>)[^\n]{{0,80}}?\b{SEND}\b[^\n]{{0,120}}?(?:https?:|\d+\.\d+|\w+\.\w{{2,}}|@|\$)",
        rf"\b{SEND}\b[^\n]{{0,160}}?{ENVIRONMENT}",
        rf"{ENVIRONMENT}[^\n]{{0,120}}?(?:\||;|&&|\)|,)[^\n]{{0,60}}?\b{SEND}\b",
        r"\b(?:curl|wget)\b[^\n]{0,160}(?:-d|--data[\w-]*|-f|--form|-t|--upload-file|--post-file|--post-data|\?\w+=)[ =]?[^\n]{0,80}\$\(\s*(?:cat|base64|tar|git|history|whoami|id|hostname|ls|env|find|grep|head|tail|gh auth|security|aws|op|pass)\b",
    ),
    # First a variable or a file with private data, then a command that sends it.
    _rule(
        "e",
        SENDS,
        ".env .ssh .aws .netrc .kube .gnupg /etc/ environ process.env env: printenv env~ credentials history",
        rf"(?P<name>\$?\b\w+)\s*=\s*[^\n]{{0,80}}(?:{PRIVATE}|{ENVIRONMENT})[^\n]*(?:\n[^\n]*){{0,2}}?\b{SEND}\b[^\n]{{0,160}}(?P=name)\b",
        rf"(?:{PRIVATE}|\benv\b|\bprintenv\b|{ENVIRONMENT})[^\n>]{{0,80}}>\s?(?P<file>[\w./~-]{{4,}})[^\n]*(?:\n[^\n]*){{0,2}}?\b{SEND}\b[^\n]{{0,160}}(?P=file)\b",
        rf"\b(?:cp|tar|zip|7z|gpg|openssl|rsync)\b[^\n]{{0,80}}?\s(?P<archive>[\w./~-]{{4,}}\.\w+)\s[^\n]{{0,80}}{PRIVATE}[^\n]*(?:\n[^\n]*){{0,2}}?\b{SEND}\b[^\n]{{0,160}}(?P=archive)\b",
    ),
    _rule(
        "e",
        SENDS,
        "nslookup dig~ host~ ping~ resolve-dnsname drill~ getaddrinfo gethostbyname dns.",
        r"\b(?:nslookup|dig|(?<!-)host|ping|resolve-dnsname|drill)\b[^\n]{0,80}(?:\$\(|`[\w -]+`\.\w|\$\{?\w+\}?\.\w|%\w+%\.|\$env:)",
        r"\b(?:gethostbyname|getaddrinfo|dns\.(?:lookup|resolve\w*))\([^\n]{0,80}(?:\+|\{|%)[^\n]{0,80}\.\w",
    ),
    _rule(
        "e",
        SENDS,
        "webhook.site pastebin requestbin ngrok transfer.sh 0x0.st oast interact.sh burpcollaborator pipedream file.io termbin ix.io hookbin beeceptor dnslog paste bashupload temp.sh catbox canarytokens requestcatcher api.telegram discord",
        r"\b(?:webhook\.site|requestbin|[\w-]+\.ngrok(?:-free)?\.(?:io|app|dev)|transfer\.sh|0x0\.st|oast(?:ify)?\.\w+|interact\.sh|burpcollaborator|\w+\.m\.pipedream\.net|file\.io\b|termbin\.com|ix\.io\b|hookbin|beeceptor|dnslog\.cn|bashupload|temp\.sh|catbox\.moe|canarytokens|requestcatcher|pastebin\.com/api|paste\.rs|sprunge\.us|dpaste)",
        r"\b(?:curl|requests\.post|fetch|wget|invoke-\w+)\b[^\n]{0,120}(?:api\.telegram\.org|discord(?:app)?\.com/api/webhooks)[^\n]{0,120}(?:\$\(|@|cat|env|file|<)",
    ),
    _rule(
        "e",
        SENDS,
        "tar~ zip~ git~remote git~push gh~",
        r"\b(?:tar|zip)\b[^\n]{0,120}\|\s*(?:gzip|base64|openssl|xz|gpg)?[^\n|]{0,40}\|?\s*(?:curl|nc|ncat|wget)\b",
        r"\bgit\s+remote\s+(?:add|set-url)\b[^\n]{0,120}(?:\n|&&|;)[^\n]{0,80}\bgit\s+push\b[^\n]{0,60}(?:--all|--mirror|--tags|backup|mirror|exfil|evil|x\b|\w+)(?<!origin)(?<!upstream)",
        r"\bgit\s+push\s+(?:-\S+\s+)*(?:https?://|git@|ssh://|git://|\w+@)",
        r"\bgh\s+gist\s+create\b[^\n]{0,80}(?:-p|--public|\.env|config|secret)",
        r"\bgh\s+repo\s+(?:edit|create)\b[^\n]{0,80}(?:--visibility[ =]public|--public)",
        r"\bgh\s+auth\s+token\b[^\n]{0,60}\|\s*(?:curl|nc|base64)",
    ),
    _rule(
        "e",
        OPENS,
        "/dev/tcp /dev/udp nc~ ncat netcat socat socket authorized_keys ngrok ssh~ tcpclient mkfifo",
        r"/dev/(?:tcp|udp)/[\w.$<{]",
        r"\b(?:nc|ncat|netcat)\b[^\n]{0,80}\s(?:-\w*[ec]\b|--exec|--sh-exec)",
        r"\bsocat\b[^\n]{0,120}\bexec:",
        r"\bmkfifo\b[^\n]{0,160}\b(?:nc|ncat|openssl|telnet)\b",
        r"\bsocket\b[^\n]{0,240}(?:\n[^\n]{0,240}){0,2}(?:dup2|pty\.spawn|subprocess\.(?:call|run|popen)\(\[?[\"']/bin)",
        r"\bnew-object\s+(?:system\.)?net\.sockets\.tcpclient",
        r"(?:>>?|tee)\s?(?:-a\s)?\S{0,40}authorized_keys\d?\b",
        r"\bauthorized_keys\b[^\n]{0,60}\b(?:append|add|ssh-(?:rsa|ed25519))\b|\b(?:append|add)\b[^\n]{0,60}\bauthorized_keys",
        r"\bssh\s[^\n]{0,60}\s-\w*r\s?\*?:?\d+:[^\n]{0,60}@",
        r"\bngrok\s+(?:tcp|http)\s+\d+",
    ),
    _rule(
        "d",
        PLANTS,
        "cron bashrc zshrc config.fish config/fish profile zshenv launchagent launchdaemon systemctl schtasks currentversion hookspath fsmonitor sshcommand .git/hooks preload prompt_command sitecustomize .pth rc.local alias. folderopen postinstall launchctl autostart startup\\ git~config register- ld_",
        r"\|\s*crontab\s+-|\bcrontab\s+(?!-[lrei]\b)[\w./-]+\s*$|\bcrontab\s+-\s*<<",
        r"(?:>>?|tee)\s?(?:-a\s)?/etc/(?:cron[\w.]*/?|rc\.local|profile|ld\.so\.preload|init\.d)",
        r"(?:curl|wget|nc |/dev/tcp|base64|alias\s+(?:sudo|ssh|git|cd|ls)=|prompt_command|ld_preload|trap\s|nohup|\(.{0,60}&\s*\)|python\d? -c)[^\n]{0,160}(?:>>?|tee -a)\s?[\"']?(?:~|\$home|\$\{home\})?/?\.?(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv|config/fish)",
        r"(?:>>?|cp|mv|tee|curl[^\n]{0,80}-o)\s[^\n]{0,120}(?:library/launch(?:agents|daemons)|\.config/autostart|start menu\\programs\\startup|shell:startup|sitecustomize\.py|site-packages/\S+\.pth)",
        r"\blaunchctl\s+(?:load|bootstrap)\b",
        r"\bschtasks\b[^\n]{0,20}/create",
        r"\bnew-scheduledtask|register-scheduledtask",
        r"\breg\s+add\b[^\n]{0,80}\\run\b|\b(?:set|new)-itemproperty\b[^\n]{0,80}currentversion\\run",
        r"\bgit\s+config\s+(?:--global|--system)\s+(?:--\w+\s+)*core\.(?:hookspath|fsmonitor|sshcommand|pager|editor|askpass)\s",
        r"\bgit\s+config\s+(?:--\w+\s+)*core\.(?:fsmonitor|sshcommand|askpass|pager)\s+[\"']?(?!ssh -i|less|delta|cat|true|false)",
        r"\bgit\s+config\s+(?:--\w+\s+)*core\.hookspath\s+[\"']?(?:/|~|\$home)",
        r"\bgit\s+config\s+(?:--\w+\s+)*alias\.\w+\s+[\"']!\s?[^\n]{0,80}(?:curl|wget|nc |sh |bash|rm -)",
        r"\bgit\s+config\s+(?:--\w+\s+)*credential\.helper\s+[\"']?!",
        r"(?:curl|wget|nc |base64|/dev/tcp|python -c)[^\n]{0,120}>>?\s?\S{0,20}\.git/hooks/",
        r"\bld_preload=/(?:tmp|dev/shm)",
        r"\bsystemctl\s+(?:--user\s+)?enable\b[^\n]{0,40}/(?:tmp|dev/shm|home)",
        r"folderopen[\"']?",
        r"\bpostinstall[\"']?\s*:\s*[\"'][^\"'\n]{0,80}(?:curl|wget|node -e|base64)",
    ),
    _rule(
        "d",
        REDIRECTS,
        "registry index-url insteadof proxy goproxy trusted-host extra-index sslverify strict-ssl node_tls",
        r"\b(?:npm|yarn|pnpm)\s+config\s+set\s+(?:-g\s+)?[\"']?registry[ =]+[\"']?http://",
        r"\bpip\d?\s+config\s+set\s+\S*index-url\s+[\"']?http://",
        r"\burl\.[\"']?(?:https?://|git@)[^\n]{0,80}\.insteadof\s+[\"']?https://github\.com",
        r"\b(?:extra-)?index-url[ =][\"']?http://(?!localhost|127)",
        r"\bpip\d?\s+install\b[^\n]{0,120}--trusted-host\s+(?!localhost|127)",
    ),
)

DANGERS = (*RULES, *SENDING)
