package dev.trotline.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What must hold in every archive beyond what the schema enforces. */
final class Consistency {

  /** A query that finds offenders, and the sentence that says what they are. */
  private record Rule(String query, String complaint) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "SELECT DISTINCT printf('exp%03d', experiment) FROM runs"
                  + " WHERE experiment NOT IN (SELECT number FROM experiments)",
              "has runs but was never recorded"),
          new Rule(
              "SELECT printf('exp%03d', number) FROM experiments WHERE parent IS NOT NULL"
                  + " AND parent NOT IN (SELECT number FROM experiments)",
              "names a parent that was never recorded"),
          new Rule(
              "SELECT id FROM runs WHERE ended_ms < started_ms", "ended before it was started"),
          new Rule(
              "SELECT id FROM runs WHERE started_ms < queued_ms - 1000",
              "was started before it was enqueued"),
          new Rule(
              "SELECT id FROM runs WHERE state = 'queued' AND device IS NOT NULL",
              "is queued but holds a device"),
          new Rule(
              "SELECT id FROM runs WHERE ended_ms IS NOT NULL AND id NOT IN"
                  + " (SELECT subject FROM decisions WHERE kind IN ('end', 'rebuild', 'import'))",
              "ended without an entry in the journal"),
          new Rule(
              "SELECT subject FROM decisions WHERE kind = 'end'"
                  + " GROUP BY subject HAVING count(*) > 1",
              "ended more than once by the journal"),
          new Rule(
              "SELECT id FROM runs WHERE purpose = 'import' AND id NOT IN"
                  + " (SELECT run FROM imports)",
              "was imported from nobody knows where"),
          new Rule(
              "SELECT run FROM stop_intents JOIN runs ON runs.id = run WHERE ended_ms IS NOT NULL",
              "has ended but still waits to be stopped"));

  private Consistency() {}

  /** Sentences, one for each thing that is wrong; empty if all is well. */
  static List<String> check(Connection c) throws SQLException {
    List<String> complaints = new ArrayList<>();
    for (String line : Sql.list(c, "PRAGMA integrity_check", row -> row.getString(1))) {
      if (!line.equals("ok")) {
        complaints.add("the file itself: " + line);
      }
    }
    Sql.list(c, "PRAGMA foreign_key_check", row -> row.getString(1))
        .forEach(table -> complaints.add("a row of " + table + " belongs to a run that is gone"));
    for (Rule rule : RULES) {
      Sql.list(c, rule.query(), row -> row.getString(1))
          .forEach(offender -> complaints.add(offender + " " + rule.complaint()));
    }
    return complaints;
  }
}
