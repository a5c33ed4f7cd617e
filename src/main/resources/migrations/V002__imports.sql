-- Log folders of other tools that were adopted by 'trotline import' (never copied, never changed).
-- A folder is known by its event files, wherever it lies: their names and the hash of their first
-- record, which is empty while the file is.

CREATE TABLE imports (
  run           TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  path          TEXT NOT NULL,
  config        TEXT NOT NULL,
  bytes         INTEGER NOT NULL CHECK (bytes >= 0),
  rule          TEXT NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  updated_ms    INTEGER NOT NULL,
  manifest      TEXT NOT NULL  -- the text of the run folder's run.json
) STRICT;

CREATE INDEX imports_by_config ON imports (config);

CREATE TABLE import_files (
  run  TEXT NOT NULL REFERENCES imports (run) ON DELETE CASCADE,
  name TEXT NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (run, name, head)
) STRICT, WITHOUT ROWID;

-- What is known of an adopted run is what its folder says so far, and others may still write there.
DROP TRIGGER terminal_states_are_final;

CREATE TRIGGER terminal_states_are_final BEFORE UPDATE OF state ON runs
  WHEN OLD.state NOT IN ('queued', 'starting', 'training')
    AND (OLD.purpose <> 'import' OR NEW.state IN ('queued', 'starting', 'training'))
BEGIN
  SELECT RAISE(ABORT, 'a terminal state is final');
END;
