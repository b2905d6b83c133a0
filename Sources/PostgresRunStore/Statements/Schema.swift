/// The tables of the store, version by version, in the schema `runner`.
///
/// A text here never changes once a version of the program has used it, since existing stores were made with it; a change is
/// a new migration. All times and durations are whole milliseconds by the caller's clock, those of leases by the database's.
/// All JSON has sorted names and no whitespace. Texts are compared byte by byte.
enum Schema {
    /// Version 1.
    static let runsAndServer = """
        CREATE TABLE runs (
            id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 17),
            model text COLLATE "C" NOT NULL,
            model_name text COLLATE "C" NOT NULL, -- the model without its namespace
            model_directory text NOT NULL,
            model_key text COLLATE "C" NOT NULL,
            status text COLLATE "C" NOT NULL CHECK (status IN
                ('queued', 'starting', 'processing', 'succeeded', 'failed', 'canceled', 'unknown')),
            given text NOT NULL,
            checked text NOT NULL,
            input_files text NOT NULL,
            fingerprint text COLLATE "C" NOT NULL,
            is_input_complete boolean NOT NULL,
            places text NOT NULL,
            replaces_files boolean NOT NULL,
            endpoint text,
            staging text,
            uses_own_emulator boolean NOT NULL,
            is_charged boolean NOT NULL,
            timeout bigint NOT NULL CHECK (timeout >= 0),
            estimate_usd double precision CHECK (estimate_usd >= 0), -- NULL is unknown
            price_usd double precision CHECK (price_usd >= 0),
            is_price_unknown boolean NOT NULL,
            created bigint NOT NULL,
            updated bigint NOT NULL,
            ended bigint,
            task_id text,
            output text,
            output_files text NOT NULL,
            failure text,
            log text NOT NULL,
            partial_downloads text NOT NULL,
            is_paid boolean NOT NULL,
            label text COLLATE "C",
            caller text COLLATE "C", -- NULL is the user of this machine
            caller_name text COLLATE "C", -- the caller's own name for the run
            started bigint, -- when the model began to work on it
            deadline bigint, -- when it is canceled
            service text COLLATE "C", -- the name of the service
            is_enqueued boolean NOT NULL DEFAULT false,
            CHECK ((ended IS NOT NULL) = (status IN ('succeeded', 'failed', 'canceled', 'unknown'))),
            CHECK (output IS NOT NULL OR status <> 'succeeded'),
            CHECK (output IS NULL OR status IN ('processing', 'succeeded')),
            CHECK (failure IS NOT NULL OR status NOT IN ('failed', 'canceled', 'unknown')),
            CHECK (price_usd IS NULL OR NOT is_price_unknown)
        );
        CREATE INDEX runs_by_time ON runs (created, id);
        CREATE INDEX runs_by_status ON runs (status, created, id);
        CREATE INDEX runs_by_model ON runs (model_name, status, created, id);
        CREATE INDEX runs_by_short_id ON runs (substr(id, 12));
        CREATE INDEX runs_by_end ON runs (id, ended) WHERE status IN ('succeeded', 'failed', 'canceled');
        CREATE INDEX runs_by_request ON runs (model_key, fingerprint, created, id) WHERE status = 'succeeded';
        CREATE INDEX runs_by_label ON runs (label, created, id) WHERE label IS NOT NULL;
        CREATE INDEX runs_by_caller ON runs (caller, created, id) WHERE caller IS NOT NULL;
        CREATE UNIQUE INDEX runs_by_caller_name ON runs (caller_name, coalesce(caller, '')) WHERE caller_name IS NOT NULL;
        CREATE INDEX open_requests ON runs (model_key, fingerprint, created, id)
            WHERE status IN ('queued', 'starting', 'processing', 'unknown');
        -- What can be claimed: the callers, and the runs of each in the order in which they are taken.
        CREATE INDEX queued_runs ON runs (coalesce(caller, ''), is_paid DESC, id)
            WHERE is_enqueued AND status IN ('queued', 'starting', 'processing');

        -- Every write of a driver locks this row first, so that one run has one writer at a time.
        CREATE TABLE leases (
            run text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            token bigint NOT NULL CHECK (token > 0),
            is_cancel_requested boolean NOT NULL,
            host text,
            boot text,
            process bigint,
            process_start bigint,
            acquired bigint,
            expires bigint, -- NULL when nobody works on the run
            interruptions bigint NOT NULL DEFAULT 0 CHECK (interruptions >= 0),
            rests_until bigint, -- NULL unless the run rests after an interruption
            CHECK ((host IS NULL) = (expires IS NULL) AND (boot IS NULL) = (expires IS NULL)
                AND (process IS NULL) = (expires IS NULL) AND (process_start IS NULL) = (expires IS NULL)
                AND (acquired IS NULL) = (expires IS NULL))
        ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);
        -- Of the runs that have not ended, these are the few that a process drives.
        CREATE INDEX held_leases ON leases (run) WHERE host IS NOT NULL;

        CREATE TABLE steps (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run text COLLATE "C" NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            name text COLLATE "C" NOT NULL,
            ordinal bigint NOT NULL CHECK (ordinal >= 0),
            attempt bigint NOT NULL CHECK (attempt > 0),
            token bigint NOT NULL, -- of the lease under which it began
            is_paid boolean NOT NULL,
            phase text COLLATE "C" NOT NULL CHECK (phase IN ('began', 'succeeded', 'failed', 'unknown')),
            result text,
            is_complete boolean NOT NULL,
            error text,
            began bigint NOT NULL,
            ended bigint,
            is_abandoned boolean NOT NULL DEFAULT false,
            owner text, -- who began a paid step
            UNIQUE (run, name, ordinal, attempt),
            CHECK ((ended IS NULL) = (phase = 'began')),
            CHECK (result IS NULL OR phase = 'succeeded'),
            CHECK (error IS NULL OR phase IN ('failed', 'unknown')),
            CHECK (NOT is_abandoned OR (is_paid AND phase IN ('began', 'unknown')))
        );
        CREATE INDEX steps_by_run ON steps (run, number);
        -- One process has a step open once.
        CREATE UNIQUE INDEX open_steps ON steps (run, name, ordinal, token) WHERE phase = 'began';
        -- What decides about `unknown` runs, and what must not begin again.
        CREATE INDEX undecided_steps ON steps (run)
            WHERE is_paid AND NOT is_abandoned AND phase IN ('began', 'unknown');

        -- The ledger: what runs have cost, may have cost or may still cost. It outlives the runs.
        CREATE TABLE charges (
            run text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(run) = 17),
            model text COLLATE "C" NOT NULL,
            label text COLLATE "C",
            caller text COLLATE "C",
            time bigint NOT NULL, -- when it was reserved, or when the paid step began
            state text COLLATE "C" NOT NULL CHECK (state IN ('reserved', 'paid', 'undecided')),
            usd double precision CHECK (usd >= 0), -- NULL is unknown
            is_estimate boolean NOT NULL,
            CHECK (usd IS NOT NULL OR is_estimate)
        );
        CREATE INDEX charges_by_time ON charges (time, state, is_estimate, usd, model, label, run);
        CREATE INDEX charges_by_caller ON charges (coalesce(caller, ''), time);

        CREATE TABLE slots (
            run text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            account text COLLATE "C" NOT NULL,
            token bigint NOT NULL, -- of the lease under which it was taken
            taken bigint NOT NULL,
            submitted bigint -- NULL before the first submission
        );
        CREATE INDEX slots_by_account ON slots (account);

        -- The submissions of the last minute.
        CREATE TABLE submissions (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account text COLLATE "C" NOT NULL,
            time bigint NOT NULL
        );
        CREATE INDEX submissions_by_time ON submissions (account, time);

        CREATE TABLE processes (
            host text NOT NULL,
            boot text NOT NULL,
            process bigint NOT NULL,
            process_start bigint NOT NULL,
            kind text NOT NULL CHECK (kind IN ('work', 'serve')),
            version text NOT NULL,
            concurrency bigint NOT NULL CHECK (concurrency >= 0),
            models text NOT NULL,
            started bigint NOT NULL,
            seen bigint NOT NULL,
            PRIMARY KEY (host, boot, process, process_start)
        );

        CREATE TABLE tokens (
            number bigint GENERATED ALWAYS AS IDENTITY,
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            hash text NOT NULL CHECK (length(hash) = 64),
            models text, -- NULL is all
            max_cost double precision CHECK (max_cost >= 0),
            max_cost_per_day double precision CHECK (max_cost_per_day >= 0),
            created bigint NOT NULL,
            expires bigint,
            revoked bigint
        );
        CREATE UNIQUE INDEX tokens_in_use ON tokens (name) WHERE revoked IS NULL;

        -- What only the servers know, such as the key from which the secrets of webhooks are made.
        CREATE TABLE secrets (name text COLLATE "C" NOT NULL PRIMARY KEY, value text NOT NULL);

        -- A webhook is recorded before its run, so it does not refer to the table of runs; it also outlives a removed run.
        CREATE TABLE webhooks (
            run text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(run) = 17),
            url text NOT NULL,
            events text NOT NULL,
            traceparent text,
            caller text COLLATE "C",
            created bigint NOT NULL,
            is_open boolean NOT NULL DEFAULT true -- no last message is recorded yet
        );
        CREATE INDEX open_webhooks ON webhooks (created, run) WHERE is_open;

        -- The outbox.
        CREATE TABLE webhook_messages (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text COLLATE "C" NOT NULL UNIQUE,
            run text COLLATE "C" NOT NULL REFERENCES webhooks (run) ON DELETE CASCADE,
            event text COLLATE "C" NOT NULL CHECK (event IN ('start', 'output', 'logs', 'completed')),
            body text NOT NULL,
            created bigint NOT NULL,
            state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'overtaken')),
            attempts bigint NOT NULL CHECK (attempts >= 0),
            next_attempt bigint, -- NULL unless it waits
            claimed_until bigint, -- NULL unless a process is sending it
            ended bigint,
            last_result text,
            CHECK ((next_attempt IS NOT NULL) = (state = 'waiting')),
            CHECK ((ended IS NOT NULL) = (state <> 'waiting'))
        );
        CREATE INDEX webhook_messages_by_run ON webhook_messages (run, number);
        CREATE INDEX webhook_messages_by_state ON webhook_messages (state, number);
        CREATE INDEX waiting_messages ON webhook_messages (run, number) WHERE state = 'waiting';
        CREATE INDEX due_messages ON webhook_messages (next_attempt, number) WHERE state = 'waiting';
        CREATE UNIQUE INDEX single_messages ON webhook_messages (run, event) WHERE event IN ('start', 'completed');

        CREATE TABLE files (
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            sha256 text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
            size bigint NOT NULL CHECK (size >= 0),
            name text NOT NULL,
            content_type text NOT NULL,
            metadata text NOT NULL,
            owner text COLLATE "C", -- NULL is the user of this machine
            created bigint NOT NULL,
            expires bigint NOT NULL
        );
        CREATE INDEX files_by_owner ON files (coalesce(owner, ''), created, id);
        CREATE INDEX files_by_expiry ON files (expires);
        CREATE INDEX files_by_content ON files (sha256)
        """

    /// Marks of transactions, by which one whose answer was lost is found again.
    static let commits = """
        CREATE TABLE commits (token text COLLATE "C" NOT NULL PRIMARY KEY, time bigint NOT NULL);
        CREATE INDEX commits_by_time ON commits (time)
        """

    /// Where results link to because a service's answers did.
    static let linkedHosts = "ALTER TABLE steps ADD COLUMN linked_hosts text"

    /// The slots of removed runs whose tasks continue, and what servers allow all runs to cost.
    static let leftSlotsAndServerLimits = """
        -- The limit is for all runs of 24 hours; NULL is none.
        ALTER TABLE runs ADD COLUMN server_limit_usd double precision CHECK (server_limit_usd >= 0);

        CREATE TABLE left_slots (
            run text COLLATE "C" NOT NULL PRIMARY KEY, -- is removed
            account text COLLATE "C" NOT NULL,
            token bigint NOT NULL,
            taken bigint NOT NULL,
            submitted bigint,
            status text COLLATE "C" NOT NULL,
            is_paid boolean NOT NULL,
            is_undecided boolean NOT NULL,
            model text COLLATE "C" NOT NULL,
            task_id text
        );
        CREATE INDEX left_slots_by_account ON left_slots (account)
        """
}
