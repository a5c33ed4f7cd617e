-- What the judge said of a checkpoint, as Trotline recorded it when it was said. A judgement's document
-- that lies in a run's folder without a row here was written by nobody knows whom, and is not believed.

CREATE TABLE judgements (
  run               TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  document          TEXT NOT NULL,  -- path below the run's folder
  document_sha256   TEXT NOT NULL,
  checkpoint        TEXT NOT NULL,  -- path from the run's folder
  checkpoint_sha256 TEXT NOT NULL,
  judge_code        TEXT NOT NULL,  -- hash of the judge's own files; empty: not known
  protocol          TEXT NOT NULL,
  -- 1: the run's figures in metrics (source 'judge') are this judgement's.
  ranks             INTEGER NOT NULL CHECK (ranks IN (0, 1)),
  -- 0: taken as it was found on disk, by a rebuild or from an archive older than this table.
  witnessed         INTEGER NOT NULL CHECK (witnessed IN (0, 1)),
  recorded_ms       INTEGER NOT NULL,
  PRIMARY KEY (run, document)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_judgement_ranks_a_run ON judgements (run) WHERE ranks = 1;
