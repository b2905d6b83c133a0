extension Schema {
    /// Version 4: what a server keeps besides runs, and the callers of charges.
    static let tokensWebhooksAndFiles = """
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

        -- What only this server knows, such as the key from which the secrets of webhooks are made.
        CREATE TABLE secrets (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        -- A webhook is recorded before its run, so it does not refer to the table of runs; it also outlives a removed run.
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

        -- The outbox.
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
        CREATE INDEX webhook_messages_by_run ON webhook_messages (run, number);
        CREATE INDEX webhook_messages_by_state ON webhook_messages (state, number);
        CREATE INDEX waiting_messages ON webhook_messages (run, number) WHERE state = 'waiting';
        CREATE INDEX due_messages ON webhook_messages (next_attempt, number) WHERE state = 'waiting';
        CREATE UNIQUE INDEX single_messages ON webhook_messages (run, event) WHERE event IN ('start', 'completed');

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
        CREATE INDEX files_by_owner ON files (coalesce(owner, ''), created, id);
        CREATE INDEX files_by_expiry ON files (expires);
        CREATE INDEX files_by_content ON files (sha256);

        -- What one caller has spent.
        CREATE INDEX charges_by_caller ON charges (coalesce(caller, ''), time);
        """
}
