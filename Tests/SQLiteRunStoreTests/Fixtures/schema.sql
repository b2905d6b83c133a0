-- 1 runs, steps and leases
-- 2 charges, labels and callers
-- 3 times and lists of callers

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

CREATE INDEX charges_by_time ON charges (time, state, is_estimate, usd, model, label, run);

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
    expires INTEGER, -- NULL when nobody works on the run
    CHECK ((host IS NULL) = (expires IS NULL) AND (boot IS NULL) = (expires IS NULL)
        AND (process IS NULL) = (expires IS NULL) AND (process_start IS NULL) = (expires IS NULL)
        AND (acquired IS NULL) = (expires IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX held_leases ON leases (expires) WHERE expires IS NOT NULL;

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
    is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)), label TEXT, caller TEXT, caller_name TEXT, started INTEGER, deadline INTEGER,
    CHECK ((ended IS NOT NULL) = (status IN ('succeeded', 'failed', 'canceled', 'unknown'))),
    CHECK (output IS NOT NULL OR status <> 'succeeded'),
    CHECK (output IS NULL OR status IN ('processing', 'succeeded')),
    CHECK (failure IS NOT NULL OR status NOT IN ('failed', 'canceled', 'unknown')),
    CHECK (price_usd IS NULL OR is_price_unknown = 0)
) STRICT;

CREATE INDEX open_requests ON runs (model_key, fingerprint, created, id)
    WHERE status IN ('queued', 'starting', 'processing', 'unknown');

CREATE INDEX runs_by_caller ON runs (caller, created, id) WHERE caller IS NOT NULL;

CREATE UNIQUE INDEX runs_by_caller_name ON runs (caller_name, coalesce(caller, '')) WHERE caller_name IS NOT NULL;

CREATE INDEX runs_by_label ON runs (label, created, id) WHERE label IS NOT NULL;

CREATE INDEX runs_by_model ON runs (model_name, status, created, id);

CREATE INDEX runs_by_request ON runs (model_key, fingerprint, created, id) WHERE status = 'succeeded';

CREATE INDEX runs_by_short_id ON runs (substr(id, 12));

CREATE INDEX runs_by_status ON runs (status, created, id);

CREATE INDEX runs_by_time ON runs (created, id);

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
    is_abandoned INTEGER NOT NULL DEFAULT 0 CHECK (is_abandoned IN (0, 1)), owner TEXT CHECK (owner IS NULL OR json_valid(owner)),
    UNIQUE (run, name, ordinal, attempt),
    CHECK ((ended IS NULL) = (phase = 'began')),
    CHECK (result IS NULL OR phase = 'succeeded'),
    CHECK (error IS NULL OR phase IN ('failed', 'unknown')),
    CHECK (is_abandoned = 0 OR (is_paid = 1 AND phase IN ('began', 'unknown')))
) STRICT;

CREATE UNIQUE INDEX open_steps ON steps (run, name, ordinal, token) WHERE phase = 'began';

CREATE INDEX undecided_steps ON steps (run)
    WHERE is_paid = 1 AND is_abandoned = 0 AND phase IN ('began', 'unknown');
