-- Times are milliseconds since 1970-01-01T00:00:00Z (columns *_ms), words are those of design §2.

CREATE TABLE schema_history (
  version    INTEGER PRIMARY KEY,
  file       TEXT NOT NULL,
  checksum   TEXT NOT NULL,
  applied_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE experiments (
  number     INTEGER PRIMARY KEY,
  parent     INTEGER,
  author     TEXT NOT NULL,
  hypothesis TEXT NOT NULL,
  change_set TEXT NOT NULL,
  wave       INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  yaml       TEXT NOT NULL,
  verdict    TEXT CHECK (verdict IN ('accepted', 'rejected', 'inconclusive')),
  figures    TEXT,
  judged_ms  INTEGER
) STRICT;

CREATE INDEX experiments_by_change_set ON experiments (change_set);

CREATE TABLE runs (
  position         INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  experiment       INTEGER NOT NULL,
  state            TEXT NOT NULL CHECK (state IN (
    'queued', 'starting', 'training', 'finished', 'crashed', 'hung', 'diverged', 'hopeless',
    'out_of_memory', 'preempted', 'cancelled', 'lost')),
  cause            TEXT,
  note             TEXT,
  device           TEXT,
  wave             INTEGER NOT NULL,
  purpose          TEXT NOT NULL,
  iteration        INTEGER NOT NULL DEFAULT 0 CHECK (iteration >= 0),
  iterations_asked INTEGER NOT NULL DEFAULT 0 CHECK (iterations_asked >= 0),
  queued_ms        INTEGER NOT NULL,
  started_ms       INTEGER,
  ended_ms         INTEGER,
  device_seconds   REAL NOT NULL DEFAULT 0 CHECK (device_seconds >= 0),
  CHECK (state NOT IN ('starting', 'training') OR (device IS NOT NULL AND started_ms IS NOT NULL)),
  CHECK ((state IN ('queued', 'starting', 'training')) = (ended_ms IS NULL))
) STRICT;

CREATE INDEX runs_by_experiment ON runs (experiment);

CREATE INDEX runs_by_state ON runs (state);

-- The lease: a device carries at most one live run.
CREATE UNIQUE INDEX one_live_run_per_device ON runs (device)
  WHERE state IN ('starting', 'training');

CREATE TRIGGER terminal_states_are_final BEFORE UPDATE OF state ON runs
  WHEN OLD.state NOT IN ('queued', 'starting', 'training')
BEGIN
  SELECT RAISE(ABORT, 'a terminal state is final');
END;

-- What was decided about a live run before its processes were touched, so that a kill that was cut
-- short is carried out later under the same name.
CREATE TABLE stop_intents (
  run      TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  state    TEXT NOT NULL,
  cause    TEXT,
  note     TEXT,
  author   TEXT NOT NULL,
  asked_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE metrics (
  run    TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  name   TEXT NOT NULL,
  value  REAL,  -- NULL is not-a-number
  PRIMARY KEY (run, source, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE waves (
  number     INTEGER PRIMARY KEY,
  hypothesis TEXT NOT NULL,
  opened_ms  INTEGER NOT NULL,
  closed_ms  INTEGER,
  verdict    TEXT,
  conclusion TEXT,
  CHECK ((closed_ms IS NULL) = (verdict IS NULL))
) STRICT;

CREATE TABLE decisions (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms    INTEGER NOT NULL,
  author   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  reason   TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;

CREATE INDEX decisions_by_subject ON decisions (subject);

CREATE TRIGGER decisions_are_not_rewritten BEFORE UPDATE ON decisions
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER decisions_are_not_removed BEFORE DELETE ON decisions
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TABLE facts (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
