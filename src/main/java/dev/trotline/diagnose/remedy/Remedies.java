package dev.trotline.diagnose.remedy;

import dev.trotline.diagnose.Cause;
import dev.trotline.diagnose.EvidenceLine;
import dev.trotline.diagnose.signature.OpenEdit;
import dev.trotline.edit.Avoidance;
import dev.trotline.edit.EditedConfig;
import dev.trotline.error.InvalidInputException;
import dev.trotline.study.Edit;
import dev.trotline.study.Quarantine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the edits for a cause and keeps those the task takes. What the log asked for comes first
 * (a buffer's size); where it named no number, the present value is the measure.
 */
public final class Remedies {

  private static final int LONGEST_LINE = 160;

  private Remedies() {}

  /**
   * The remedy of a cause.
   *
   * @param cause what the run died of
   * @param patient the experiment it belongs to
   */
  public static Remedy of(Cause cause, Patient patient) {
    Optional<Prescription> quarantined = quarantined(patient, patient.config());
    Remedy clear =
        quarantined
            .map(avoiding -> kept(cause, avoiding, patient))
            .orElse(new Remedy(List.of(), "", List.of()));
    boolean hang = cause.category().equals("hang");
    if (clear.applies() && hang) {
      return clear;
    }
    Remedy own = prescribed(cause, patient.after(clear.edits()));
    if (!clear.applies()) {
      return own;
    }
    List<Edit> edits = new ArrayList<>(clear.edits());
    edits.addAll(own.edits());
    List<String> refused = new ArrayList<>(clear.refused());
    refused.addAll(own.refused());
    return new Remedy(
        edits, own.reason() + " " + quarantined.map(Prescription::why).orElse(""), refused);
  }

  private static Remedy prescribed(Cause cause, Patient patient) {
    EditedConfig config = patient.config();
    Optional<Prescription> prescribed =
        switch (cause.category()) {
          case "physx_capacity" -> Buffers.raise(cause, config);
          case "gpu_memory" -> FewerEnvironments.halve(config, patient.numEnvs());
          case "numerics" -> Numerics.calm(cause.cause(), config);
          default ->
              cause.cause().equals("host_memory_exhausted")
                  ? FewerEnvironments.halve(config, patient.numEnvs())
                  : Optional.empty();
        };
    Prescription prescription =
        prescribed.orElseGet(() -> new Prescription(edits(cause, config), cause.remedy()));
    return kept(cause, prescription, patient);
  }

  /** What was isolated once is the first suspect where no better is known. */
  private static Optional<Prescription> quarantined(Patient patient, EditedConfig config) {
    Map<Quarantine.Entry, Edit> avoiding =
        Avoidance.edits(patient.quarantined(), config::at, patient.numEnvs());
    String cleared =
        String.join("; ", avoiding.keySet().stream().map(Quarantine.Entry::text).toList());
    return avoiding.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Prescription(
                avoiding.values().stream().distinct().toList(),
                "Keeps clear of what is quarantined: " + cleared + "."));
  }

  private static List<Edit> edits(Cause cause, EditedConfig config) {
    List<Edit> edits = new ArrayList<>(cause.edits());
    for (OpenEdit open : cause.openEdits()) {
      if (config.at(open.path()) instanceof Number now && now.doubleValue() > 0) {
        edits.add(open.from(now.doubleValue()));
      }
    }
    return edits;
  }

  private static Remedy kept(Cause cause, Prescription first, Patient patient) {
    List<String> refused = new ArrayList<>();
    Prescription prescription = first;
    while (true) {
      List<Edit> kept =
          prescription.whole()
              ? whole(prescription.edits(), patient, refused)
              : each(prescription.edits(), patient, refused);
      Prescription next = prescription.otherwise();
      if (!kept.isEmpty() || next == null) {
        return new Remedy(kept, reason(cause, prescription.why()), refused);
      }
      prescription = next;
    }
  }

  private static List<Edit> each(List<Edit> edits, Patient patient, List<String> refused) {
    List<Edit> kept = new ArrayList<>();
    for (Edit edit : edits) {
      List<Edit> tried = new ArrayList<>(kept);
      tried.add(edit);
      if (taken(tried, kept, patient, refused)) {
        kept.add(edit);
      }
    }
    return kept;
  }

  private static List<Edit> whole(List<Edit> edits, Patient patient, List<String> refused) {
    return taken(edits, List.of(), patient, refused) ? edits : List.of();
  }

  /** True if the task takes the edits and they change something. */
  private static boolean taken(
      List<Edit> edits, List<Edit> before, Patient patient, List<String> refused) {
    try {
      return !patient.with(edits).changes().equals(patient.with(before).changes());
    } catch (InvalidInputException e) {
      String remedy = e.remedy();
      refused.add(e.getMessage() + (remedy == null ? "" : "; " + remedy));
      return false;
    }
  }

  private static String reason(Cause cause, String why) {
    String seen =
        cause.evidence().stream()
            .findFirst()
            .map(EvidenceLine::text)
            .map(String::strip)
            .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line)
            .map(line -> " (" + line + ")")
            .orElse("");
    return "Mends " + cause.cause() + seen + ". " + why;
  }
}
