/// The tables of the store, version by version.
///
/// A text here never changes once a version of the program has used it, since existing stores were made with it; a change is
/// a new migration. All times and durations are whole milliseconds; all JSON has sorted names and no whitespace.
enum Schema {
    /// The application id in the header of a store, which distinguishes it from other programs' databases: `runs` in ASCII.
    static let applicationID = 0x7275_6E73

    /// Version 1.
    static let runsStepsAndLeases = """
        PRAGMA application_id = \(applicationID);

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
            is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
            CHECK ((ended IS NOT NULL) = (status IN ('succeeded', 'failed', 'canceled', 'unknown'))),
            CHECK (output IS NOT NULL OR status <> 'succeeded'),
            CHECK (output IS NULL OR status IN ('processing', 'succeeded')),
            CHECK (failure IS NOT NULL OR status NOT IN ('failed', 'canceled', 'unknown')),
            CHECK (price_usd IS NULL OR is_price_unknown = 0)
        ) STRICT;

        -- Lists, newest first.
        CREATE INDEX runs_by_time ON runs (created, id);
        CREATE INDEX runs_by_status ON runs (status, created, id);
        CREATE INDEX runs_by_model ON runs (model_name, status, created, id);
        -- The beginning of the second part of a name.
        CREATE INDEX runs_by_short_id ON runs (substr(id, 12));
        -- Sums of money.
        CREATE INDEX runs_by_charge ON runs
            (created, model, status, is_paid, price_usd, estimate_usd, id) WHERE is_charged = 1;
        -- Identical requests.
        CREATE INDEX runs_by_request ON runs (model_key, fingerprint, created, id) WHERE status = 'succeeded';

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
            is_abandoned INTEGER NOT NULL DEFAULT 0 CHECK (is_abandoned IN (0, 1)),
            UNIQUE (run, name, ordinal, attempt),
            CHECK ((ended IS NULL) = (phase = 'began')),
            CHECK (result IS NULL OR phase = 'succeeded'),
            CHECK (error IS NULL OR phase IN ('failed', 'unknown')),
            CHECK (is_abandoned = 0 OR (is_paid = 1 AND phase IN ('began', 'unknown')))
        ) STRICT;

        -- One process has a step open once.
        CREATE UNIQUE INDEX open_steps ON steps (run, name, ordinal, token) WHERE phase = 'began';
        -- Paid steps of which nobody knows the outcome: what decides about `unknown` runs, and what must not begin again.
        CREATE INDEX undecided_steps ON steps (run)
            WHERE is_paid = 1 AND is_abandoned = 0 AND phase IN ('began', 'unknown');
        """

    /// Version 2: the ledger, labels, callers, and the owners of paid steps.
    static let chargesLabelsAndCallers = """
        ALTER TABLE runs ADD COLUMN label TEXT;
        ALTER TABLE runs ADD COLUMN caller TEXT; -- NULL is the user of this machine
        ALTER TABLE runs ADD COLUMN caller_name TEXT; -- the caller's own name for the run
        ALTER TABLE steps ADD COLUMN owner TEXT CHECK (owner IS NULL OR json_valid(owner)); -- who began a paid step

        CREATE INDEX runs_by_label ON runs (label, created, id) WHERE label IS NOT NULL;
        -- One caller gives a name once.
        CREATE UNIQUE INDEX runs_by_caller_name ON runs (caller_name, coalesce(caller, '')) WHERE caller_name IS NOT NULL;
        -- Requests that have not ended, or whose outcome is unknown.
        CREATE INDEX open_requests ON runs (model_key, fingerprint, created, id)
            WHERE status IN ('queued', 'starting', 'processing', 'unknown');
        -- Leases that are too long.
        CREATE INDEX held_leases ON leases (expires) WHERE expires IS NOT NULL;

        -- The ledger: what runs have cost, may have cost or may still cost. It outlives the runs.
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

        INSERT INTO charges (run, model, time, state, usd, is_estimate)
        SELECT id, model, created,
            CASE
                WHEN is_paid = 1 OR coalesce(price_usd, 0) > 0 THEN 'paid'
                WHEN status IN ('queued', 'starting', 'processing') THEN 'reserved'
                ELSE 'undecided'
            END,
            coalesce(price_usd, estimate_usd), price_usd IS NULL
        FROM runs WHERE is_charged = 1 AND (
            is_paid = 1 OR coalesce(price_usd, 0) > 0 OR status IN ('queued', 'starting', 'processing', 'unknown')
            OR EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND steps.is_paid = 1 AND steps.phase <> 'failed')
        );
        DROP INDEX runs_by_charge;
        """

    /// When runs began and when they have to end, and the lists of callers.
    static let timesAndCallerLists = """
        ALTER TABLE runs ADD COLUMN started INTEGER; -- when the model began to work on it
        ALTER TABLE runs ADD COLUMN deadline INTEGER; -- when it is canceled

        CREATE INDEX runs_by_caller ON runs (caller, created, id) WHERE caller IS NOT NULL;
        """

    /// Version 6: where results link to because a service's answers did.
    static let linkedHosts = """
        ALTER TABLE steps ADD COLUMN linked_hosts TEXT CHECK (linked_hosts IS NULL OR json_valid(linked_hosts));
        """
}
