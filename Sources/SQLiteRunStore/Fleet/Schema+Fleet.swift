extension Schema {
    /// Version 5: runs that any process may drive, the tasks that accounts have at services, and who drives runs for others.
    static let queueSlotsAndProcesses = """
        ALTER TABLE runs ADD COLUMN service TEXT; -- the name of the service
        ALTER TABLE runs ADD COLUMN is_enqueued INTEGER NOT NULL DEFAULT 0 CHECK (is_enqueued IN (0, 1));
        ALTER TABLE leases ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0 CHECK (interruptions >= 0);
        ALTER TABLE leases ADD COLUMN rests_until INTEGER; -- NULL unless the run rests after an interruption

        -- What can be claimed: the callers, and the runs of each in the order in which they are taken.
        CREATE INDEX queued_runs ON runs (coalesce(caller, ''), is_paid DESC, id)
            WHERE is_enqueued = 1 AND status IN ('queued', 'starting', 'processing');

        CREATE TABLE slots (
            run TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            account TEXT NOT NULL,
            token INTEGER NOT NULL, -- of the lease under which it was taken
            taken INTEGER NOT NULL,
            submitted INTEGER -- NULL before the first submission
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX slots_by_account ON slots (account);

        -- The submissions of the last minute.
        CREATE TABLE submissions (
            number INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX submissions_by_time ON submissions (account, time);

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
        """

    /// Version 6: the slots of removed runs whose tasks continue, and what servers allow all runs to cost.
    static let leftSlotsAndServerLimits = """
        ALTER TABLE runs ADD COLUMN server_limit_usd REAL CHECK (server_limit_usd >= 0); -- of 24 hours; NULL is none

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
        """
}
