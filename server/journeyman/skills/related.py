"""Words that developers use for the same thing: who asks for an `endpoint` may be served by a skill about routes."""

from .words import words

GROUPS = """
    route endpoint handler url view
    endpoint api rest resource
    route router routing path
    request http call fetch
    response reply answer payload
    payload body json
    database db sql postgres postgresql mysql sqlite
    table model entity relation
    column field attribute property
    migration migrate alembic flyway liquibase schema
    schema ddl structure
    query sql select statement
    slow performance latency speed fast faster optimize sluggish bottleneck tune perf snappy
    n+1 eager lazy joinedload selectinload
    memory leak heap ram oom
    crash panic segfault abort exception traceback
    error failure fail exception broken problem
    bug fix repair regression wrong defect
    flaky intermittent nondeterministic unreliable sporadic sometimes randomly race
    test spec unittest pytest jest vitest junit coverage
    fixture factory seed sample dummy fake
    mock stub fake spy
    snapshot golden baseline
    deploy release ship rollout publish production prod
    rollback revert undo back
    release version tag changelog bump publish
    changelog notes history
    version bump upgrade
    upgrade update bump migrate modernize
    dependency package library requirement module crate
    package wheel pypi npm publish registry distribution
    lock lockfile pin pinned
    install setup bootstrap onboarding
    build compile make bundle
    bundle webpack vite rollup chunk
    ci pipeline workflow actions github gitlab jenkins
    job task worker queue background celery async
    cron schedule nightly periodic recurring timer daily hourly
    docker container image dockerfile
    kubernetes k8s helm kubectl pod cluster deployment chart
    terraform infrastructure iac provision aws cloud tf
    secret credential password token key vault
    auth authentication login signin authorize jwt oauth session
    authorization permission role access rbac forbidden
    permission scope grant privilege
    user account member customer profile
    logout signout session
    config configuration setting settings option preference env
    environment env variable dotenv
    flag toggle feature switch
    option flag argument parameter param switch
    cli command terminal console shell
    command subcommand verb
    script tool utility
    log logging logger trace structlog print
    metric prometheus counter gauge histogram monitor
    monitor observability telemetry dashboard grafana
    trace tracing span opentelemetry otel
    alert alarm page notify pager
    notification notify alert push
    email mail smtp
    webhook callback hook
    event message publish subscribe emit topic kafka
    cache caching memoize redis ttl stale
    retry backoff resend resilient
    timeout deadline hang stuck
    throttle limit quota
    ratelimit throttle
    paginate pagination page cursor offset
    sort order
    filter search find
    search find lookup
    validate validation check constraint sanitize pydantic zod
    parse parser parsing deserialize decode read
    serialize serializer encode marshal json dump
    import ingest load upload
    export download csv dump
    csv spreadsheet excel tsv
    upload file attachment multipart
    file document
    directory folder path
    backfill populate fill
    duplicate dedupe deduplicate twice repeated double idempotent
    rename renaming renamed move
    delete remove drop erase purge
    deprecate sunset obsolete legacy old
    add create new introduce scaffold generate
    generate codegen scaffold generator
    refactor restructure cleanup extract split reorganize tidy
    split separate extract divide
    merge combine join consolidate squash
    squash collapse merge
    replace swap substitute convert
    convert transform port turn
    lint linter ruff eslint flake8 clippy style
    format formatter prettier black rustfmt gofmt
    type typing annotation mypy typed typescript
    warning deprecation
    document docs documentation readme docstring guide
    docstring comment doc
    diagram mermaid graph
    translate translation i18n locale localization l10n language string
    accessibility a11y aria screenreader wcag
    keyboard focus shortcut hotkey
    component widget element ui
    page screen view
    style css theme color
    dark theme mode
    responsive mobile layout
    form input field
    button click
    modal dialog popup
    table grid list
    state store redux context
    hook useeffect usestate
    render rerender draw paint
    frontend client browser web
    backend server service
    service microservice server
    client sdk consumer
    thread concurrency parallel concurrent race lock
    lock deadlock mutex
    async await coroutine asyncio
    transaction commit atomic
    index indexing
    foreign reference constraint
    backup restore dump snapshot
    archive retention purge
    timezone utc datetime date dst
    money currency price amount decimal
    unicode utf8 encoding charset
    security vulnerability cve audit
    certificate tls ssl https cert
    proxy nginx gateway ingress
    dns domain host
    port socket listen
    health liveness readiness probe heartbeat
    scale autoscale replica hpa
    benchmark profile profiling measure
    profile flamegraph hotspot
    allocate allocation clone copy
    unsafe ffi binding
    macro derive
    trait interface abstract protocol
    class object type
    function method procedure
    enum variant choice
    constant literal magic
    struct record dataclass
    admin backoffice
    template jinja html
    middleware interceptor
    inject injection di container
    plugin extension addon
    git commit branch
    conflict merge rebase
    review pr pull
    bisect culprit regression
    ignore exclude skip
    disable off
    enable activate on
    android kotlin gradle jetpack compose
    ios swift xcode swiftui
    cpp cmake
    java spring maven gradle
    javascript js node
    typescript ts
    python py
    rust cargo
    golang go
    game unity godot sprite
    asset resource texture
    shader glsl hlsl
    websocket socket realtime stream
    stream chunk streaming
    grpc protobuf proto rpc
    graphql resolver mutation
    openapi swagger spec
    contract schema
    cleanup prune unused dead
    unused dead orphan
    missing absent lost
    hide conceal mask redact
    redact mask pii anonymize
    gdpr privacy pii
    etl pipeline dag airflow
    dag airflow dbt
    dataframe pandas polars
    partition shard
    warehouse bigquery snowflake
    parquet arrow
    benchmark load stress
"""
"""One group a line. A word may stand in several; only those of one line are taken for each other."""


def _related() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in GROUPS.strip().splitlines():
        group = set(words(line))
        for word in group:
            table.setdefault(word, set()).update(group - {word})
    return {word: frozenset(others) for word, others in table.items()}


RELATED = _related()
"""Stem to stems that mean about the same."""

COMMON = frozenset(
    words(
        """
        able above according across actual add address against ago agree ahead allow almost alone along already
        although always among amount another answer anything anywhere appear apply area around ask aside attempt away
        back bad based basic become before begin behave behind believe below beside best better between beyond big
        bit blow bother both bottom box break bring broken brought bunch business busy buy call came car care carefully
        carry catch cause certain chance change check choose clean clear close cold collect come common company
        compare complain complete completely concern consider contain content continue copy correct correctly cost
        count couple course cover create current currently customer cut daily date day deal decent decide deep default
        definitely deliver demand depend describe detail did differ different difficult direct directly disappear
        discuss doubt down draw drop due during each early easier easily easy edge edit effect effort eight either
        empty end enough ensure entire entirely equal especially even evening ever everybody everyone everything
        everywhere exact exactly example except exist existing expect expensive explain extra eye face fact fail fall
        false far feel few fifty figure fill final finally find fine finish first fit five fix follow force forever
        forget form former forward found four free friday friend front full fun further future gather gave general
        gently gone good got great ground group grow guess guy half hand handle hang happen happy hard hardly head hear
        heavy held high hint hit hold home honest hope hot hour house huge human hundred hurt idea ideally ill
        imagine important impossible improve include inside insist instead interest involve issue item job join
        jump keep kept kill kind knew know known lack land language large last late later latest lay lead learn least
        leave led left less letter level lie life light likely limit line list listen literally little live local long
        longer lose lost lot loud love low main make manage manual manually many mark matter mean meant measure meet
        mention mess middle million mind minute miss missing mistake moment monday money month more morning mostly
        move much name near nearly necessary neither never new next nice night nine nobody none nor normal normally
        note nothing notice nowhere number obvious obviously occur odd offer often old open opposite order ordinary
        original otherwise outside overall pair part particular particularly past people perfect perhaps person
        pick piece place plan play pleasant plenty plus point poor position possible possibly pretty prevent
        previous price private probably problem produce proper properly protect prove provide public pull purpose push
        quarter question quick quickly quiet quite rather reach react ready real reality realize reason receive
        recent recently regular relate remain remember remind remove replace require respect rest result rid right
        rise room rough round rule run safe safely said sane save saw scary second see seem seen self send sense
        sent separate serious set seven several shape share short shorter side sign silly similar simple simply since
        single sit situation six size sleep slightly small smart soon sort sound source space speak special specific
        spend split spot spread stand start state stay step stick stop straight strange stranger strict strictly
        stuff stupid suddenly suggest suit sunday suppose surprise suspect swap switch talk team tell ten tend
        terrible thank thing think third thought thousand three threw throw thus tidy tie tight time tiny tired
        today together told tomorrow tonight took top total touch toward track travel treat trick tried trouble true
        trust try trying turn twelve twenty twice typical under understand unfortunately unless unlike usual usually
        value various verify visit wait walk wall watch water wear week weekend weird went whatever whenever
        wherever whichever white whoever wide willing win wish within wonder word work world worry worse worst worth
        wrong yesterday year yet young

        app application branch bug build case class code command commit data description directory error feature file
        folder function implement input method module object output package page path project py read repo repository
        return script service src support system task test text type update use user variable version view write
        """
    )
)
"""Words that occur in skills and prompts of every kind: alone, they say little."""
