-- 1 runs, steps and leases
-- 2 charges, labels and callers
-- 3 times and lists of callers
-- 4 tokens, webhooks and files
-- 5 the queue, slots and processes
-- 6 linked hosts of steps
-- 7 slots of removed runs and limits of servers

CREATE TABLE charges (
    run TEXT NOT NULL PRIMARY KEY CHECK (length(run) = 17),
    model TEXT NOT NULL,
    label TEXT,
    caller TEXT,
    time INTEGER NOT NULL, -- when it was reserved, or when the paid step began
    state TEXT NOT NULL CHECK (state IN ('reserved', 'paid', 'undecided')),
    usd REAL CHECK (usd >= 0), -- NULL is unknown
    is_estimate INTEGER NOT NULL CHECK (is_estimate IN (0, 1)),
    CHECK (usd IS NOT NULL OR is_estimate = 1)
) STRICT, WITHOUT ROWID;

CREATE INDEX charges_by_caller ON charges (coalesce(caller, ''), time);

CREATE INDEX charges_by_time ON charges (time, state, is_estimate, usd, model, label, run);

CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    size INTEGER NOT NULL CHECK (size >= 0),
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    metadata TEXT NOT NULL CHECK (json_valid(metadata)),
    owner TEXT, -- NULL is the user of this machine
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX files_by_content ON files (sha256);

CREATE INDEX files_by_expiry ON files (expires);

CREATE INDEX files_by_owner ON files (coalesce(owner, ''), created, id);

CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);

CREATE TABLE leases (
    run TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    token INTEGER NOT NULL CHECK (token > 0),
    is_cancel_requested INTEGER NOT NULL CHECK (is_cancel_requested IN (0, 1)),
    host TEXT,
    boot TEXT,
    process INTEGER,
    process_start INTEGER,
    acquired INTEGER,
    expires INTEGER, interruptions INTEGER NOT NULL DEFAULT 0 CHECK (interruptions >= 0), rests_until INTEGER, -- NULL when nobody works on the run
    CHECK ((host IS NULL) = (expires IS NULL) AND (boot IS NULL) = (expires IS NULL)
        AND (process IS NULL) = (expires IS NULL) AND (process_start IS NULL) = (expires IS NULL)
        AND (acquired IS NULL) = (expires IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX held_leases ON leases (expires) WHERE expires IS NOT NULL;

CREATE TABLE left_slots (
    run TEXT NOT NULL PRIMARY KEY, -- is removed
    account TEXT NOT NULL,
    token INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    submitted INTEGER,
    status TEXT NOT NULL,
    is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
    is_undecided INTEGER NOT NULL CHECK (is_undecided IN (0, 1)),
    model TEXT NOT NULL,
    task_id TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX left_slots_by_account ON left_slots (account);

CREATE TABLE processes (
    host TEXT NOT NULL,
    boot TEXT NOT NULL,
    process INTEGER NOT NULL,
    process_start INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('work', 'serve')),
    version TEXT NOT NULL,
    concurrency INTEGER NOT NULL CHECK (concurrency >= 0),
    models TEXT NOT NULL CHECK (json_valid(models)),
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (host, boot, process, process_start)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 17),
    model TEXT NOT NULL,
    model_name TEXT NOT NULL, -- the model without its namespace
    model_directory TEXT NOT NULL,
    model_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('queued', 'starting', 'processing', 'succeeded', 'failed', 'canceled', 'unknown')),
    given TEXT NOT NULL CHECK (json_valid(given)),
    checked TEXT NOT NULL CHECK (json_valid(checked)),
    input_files TEXT NOT NULL CHECK (json_valid(input_files)),
    fingerprint TEXT NOT NULL,
    is_input_complete INTEGER NOT NULL CHECK (is_input_complete IN (0, 1)),
    places TEXT NOT NULL CHECK (json_valid(places)),
    replaces_files INTEGER NOT NULL CHECK (replaces_files IN (0, 1)),
    endpoint TEXT,
    staging TEXT,
    uses_own_emulator INTEGER NOT NULL CHECK (uses_own_emulator IN (0, 1)),
    is_charged INTEGER NOT NULL CHECK (is_charged IN (0, 1)),
    timeout INTEGER NOT NULL CHECK (timeout >= 0),
    estimate_usd REAL CHECK (estimate_usd >= 0), -- NULL is unknown
    price_usd REAL CHECK (price_usd >= 0),
    is_price_unknown INTEGER NOT NULL CHECK (is_price_unknown IN (0, 1)),
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    ended INTEGER,
    task_id TEXT,
    output TEXT CHECK (output IS NULL OR json_valid(output)),
    output_files TEXT NOT NULL CHECK (json_valid(output_files)),
    failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
    log TEXT NOT NULL CHECK (json_valid(log)),
    partial_downloads TEXT NOT NULL CHECK (json_valid(partial_downloads)),
    is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)), label TEXT, caller TEXT, caller_name TEXT, started INTEGER, deadline INTEGER, service TEXT, is_enqueued INTEGER NOT NULL DEFAULT 0 CHECK (is_enqueued IN (0, 1)), server_limit_usd REAL CHECK (server_limit_usd >= 0),
    CHECK ((ended IS NOT NULL) = (status IN ('succeeded', 'failed', 'canceled', 'unknown'))),
    CHECK (output IS NOT NULL OR status <> 'succeeded'),
    CHECK (output IS NULL OR status IN ('processing', 'succeeded')),
    CHECK (failure IS NOT NULL OR status NOT IN ('failed', 'canceled', 'unknown')),
    CHECK (price_usd IS NULL OR is_price_unknown = 0)
) STRICT;

CREATE INDEX open_requests ON runs (model_key, fingerprint, created, id)
    WHERE status IN ('queued', 'starting', 'processing', 'unknown');

CREATE INDEX queued_runs ON runs (coalesce(caller, ''), is_paid DESC, id)
    WHERE is_enqueued = 1 AND status IN ('queued', 'starting', 'processing');

CREATE INDEX runs_by_caller ON runs (caller, created, id) WHERE caller IS NOT NULL;

CREATE UNIQUE INDEX runs_by_caller_name ON runs (caller_name, coalesce(caller, '')) WHERE caller_name IS NOT NULL;

CREATE INDEX runs_by_label ON runs (label, created, id) WHERE label IS NOT NULL;

CREATE INDEX runs_by_model ON runs (model_name, status, created, id);

CREATE INDEX runs_by_request ON runs (model_key, fingerprint, created, id) WHERE status = 'succeeded';

CREATE INDEX runs_by_short_id ON runs (substr(id, 12));

CREATE INDEX runs_by_status ON runs (status, created, id);

CREATE INDEX runs_by_time ON runs (created, id);

CREATE TABLE secrets (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE slots (
    run TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    token INTEGER NOT NULL, -- of the lease under which it was taken
    taken INTEGER NOT NULL,
    submitted INTEGER -- NULL before the first submission
) STRICT, WITHOUT ROWID;

CREATE INDEX slots_by_account ON slots (account);

CREATE TABLE steps (
    number INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    token INTEGER NOT NULL, -- of the lease under which it began
    is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
    phase TEXT NOT NULL CHECK (phase IN ('began', 'succeeded', 'failed', 'unknown')),
    result TEXT CHECK (result IS NULL OR json_valid(result)),
    is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
    error TEXT CHECK (error IS NULL OR json_valid(error)),
    began INTEGER NOT NULL,
    ended INTEGER,
    is_abandoned INTEGER NOT NULL DEFAULT 0 CHECK (is_abandoned IN (0, 1)), owner TEXT CHECK (owner IS NULL OR json_valid(owner)), linked_hosts TEXT CHECK (linked_hosts IS NULL OR json_valid(linked_hosts)),
    UNIQUE (run, name, ordinal, attempt),
    CHECK ((ended IS NULL) = (phase = 'began')),
    CHECK (result IS NULL OR phase = 'succeeded'),
    CHECK (error IS NULL OR phase IN ('failed', 'unknown')),
    CHECK (is_abandoned = 0 OR (is_paid = 1 AND phase IN ('began', 'unknown')))
) STRICT;

CREATE UNIQUE INDEX open_steps ON steps (run, name, ordinal, token) WHERE phase = 'began';

CREATE INDEX undecided_steps ON steps (run)
    WHERE is_paid = 1 AND is_abandoned = 0 AND phase IN ('began', 'unknown');

CREATE TABLE submissions (
    number INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    time INTEGER NOT NULL
) STRICT;

CREATE INDEX submissions_by_time ON submissions (account, time);

CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    models TEXT CHECK (models IS NULL OR json_valid(models)), -- NULL is all
    max_cost REAL CHECK (max_cost >= 0),
    max_cost_per_day REAL CHECK (max_cost_per_day >= 0),
    created INTEGER NOT NULL,
    expires INTEGER,
    revoked INTEGER
) STRICT;

CREATE UNIQUE INDEX tokens_in_use ON tokens (name) WHERE revoked IS NULL;

CREATE TABLE webhook_messages (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL REFERENCES webhooks (run) ON DELETE CASCADE,
    event TEXT NOT NULL CHECK (event IN ('start', 'output', 'logs', 'completed')),
    body TEXT NOT NULL CHECK (json_valid(body)),
    created INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'overtaken')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt INTEGER, -- NULL unless it waits
    claimed_until INTEGER, -- NULL unless a process is sending it
    ended INTEGER,
    last_result TEXT,
    CHECK ((next_attempt IS NOT NULL) = (state = 'waiting')),
    CHECK ((ended IS NOT NULL) = (state <> 'waiting'))
) STRICT;

CREATE INDEX due_messages ON webhook_messages (next_attempt, number) WHERE state = 'waiting';

CREATE UNIQUE INDEX single_messages ON webhook_messages (run, event) WHERE event IN ('start', 'completed');

CREATE INDEX waiting_messages ON webhook_messages (run, number) WHERE state = 'waiting';

CREATE INDEX webhook_messages_by_run ON webhook_messages (run, number);

CREATE INDEX webhook_messages_by_state ON webhook_messages (state, number);

CREATE TABLE webhooks (
    run TEXT NOT NULL PRIMARY KEY CHECK (length(run) = 17),
    url TEXT NOT NULL,
    events TEXT NOT NULL CHECK (json_valid(events)),
    traceparent TEXT,
    caller TEXT,
    created INTEGER NOT NULL,
    is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)) -- no last message is recorded yet
) STRICT, WITHOUT ROWID;

CREATE INDEX open_webhooks ON webhooks (created, run) WHERE is_open = 1;
