package dev.trotline.archive;

import dev.trotline.error.RefusedException;
import dev.trotline.study.Author;
import dev.trotline.study.Experiment;
import dev.trotline.study.ExperimentId;
import dev.trotline.study.Verdict;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Experiments and their verdicts. Every method runs in its caller's transaction. */
final class ExperimentTable {

  private ExperimentTable() {}

  /** Keeps what was recorded once a run of the experiment exists. */
  static boolean record(Connection c, Experiment experiment, String yaml, String changeSet)
      throws SQLException {
    ExperimentId id = experiment.id();
    Optional<ExperimentRow> known = one(c, id);
    if (known.isPresent() && known.get().yaml().equals(yaml)) {
      return false;
    }
    if (known.isPresent() && launched(c, id)) {
      throw new RefusedException(
          "the experiment " + id + " was launched and cannot be changed any more",
          "restore experiments/" + id + ".yaml and make a child experiment instead");
    }
    ExperimentId parent = experiment.parent();
    return Sql.update(
            c,
            "INSERT OR REPLACE INTO experiments"
                + " (number, parent, author, hypothesis, change_set, wave, created_ms, yaml)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            id.number(),
            parent == null ? null : parent.number(),
            experiment.author().toString(),
            experiment.hypothesis(),
            changeSet,
            experiment.wave(),
            experiment.createdAt(),
            yaml)
        == 1;
  }

  private static boolean launched(Connection c, ExperimentId id) throws SQLException {
    return Sql.first(c, "SELECT 1 FROM runs WHERE experiment = ? LIMIT 1", row -> true, id.number())
        .isPresent();
  }

  static boolean verdict(
      Connection c, ExperimentId id, Verdict verdict, String figures, Instant now)
      throws SQLException {
    return Sql.update(
            c,
            "UPDATE experiments SET verdict = ?, figures = ?, judged_ms = ? WHERE number = ?",
            verdict.word(),
            figures,
            now,
            id.number())
        == 1;
  }

  static Optional<ExperimentRow> one(Connection c, ExperimentId id) throws SQLException {
    return Sql.first(
        c, "SELECT * FROM experiments WHERE number = ?", ExperimentTable::read, id.number());
  }

  static List<ExperimentRow> all(Connection c) throws SQLException {
    return Sql.list(c, "SELECT * FROM experiments ORDER BY number", ExperimentTable::read);
  }

  /** One more than the greatest number any experiment or run has. */
  static ExperimentId next(Connection c) throws SQLException {
    int last =
        Sql.first(
                c,
                "SELECT max(coalesce((SELECT max(number) FROM experiments), -1),"
                    + " coalesce((SELECT max(experiment) FROM runs), -1))",
                row -> row.getInt(1))
            .orElse(-1);
    return new ExperimentId(last + 1);
  }

  private static ExperimentRow read(ResultSet row) throws SQLException {
    int parent = row.getInt("parent");
    ExperimentId parentId = row.wasNull() ? null : new ExperimentId(parent);
    String verdict = row.getString("verdict");
    return new ExperimentRow(
        new ExperimentId(row.getInt("number")),
        parentId,
        Author.parse(row.getString("author")),
        row.getString("hypothesis"),
        row.getString("change_set"),
        row.getInt("wave"),
        Instant.ofEpochMilli(row.getLong("created_ms")),
        row.getString("yaml"),
        verdict == null ? null : Verdict.parse(verdict),
        row.getString("figures"));
  }
}
