package dev.trotline.diagnose;

import dev.trotline.diagnose.hang.HangEvidence;
import dev.trotline.diagnose.hang.HangEvidence.Situation;
import dev.trotline.diagnose.signature.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the monitor saw of a run before it ended it, read from its {@code evidence/}. */
final class EvidenceFolder {

  /** No file of it is longer, unless somebody put it there. */
  private static final int MOST_BYTES = 1 << 20;

  private EvidenceFolder() {}

  /** Its files by name; empty if there is no such folder. */
  static Map<String, String> read(Path runFolder) {
    var files = new LinkedHashMap<String, String>();
    try (Stream<Path> all = Files.list(runFolder.resolve(Diagnostician.EVIDENCE))) {
      for (Path file : all.filter(Files::isRegularFile).sorted().limit(64).toList()) {
        try (InputStream stream = Files.newInputStream(file)) {
          files.put(
              file.getFileName().toString(),
              new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException absent) {
      // Evidence is a help, not a condition: the log speaks without it.
      return files;
    }
    return files;
  }

  /**
   * Where a hung run stood, best first; empty if the evidence does not say.
   *
   * @param runFolder the run's folder
   * @param complete true if its artefacts say that the training reached its end
   * @param started true if at least one iteration was done
   */
  static List<Cause> hang(Path runFolder, boolean complete, boolean started) {
    return HangEvidence.of(read(runFolder), new Situation(complete, started)).stream()
        .map(EvidenceFolder::cause)
        .toList();
  }

  private static Cause cause(HangEvidence.Finding finding) {
    List<EvidenceLine> lines =
        finding.lines().stream()
            .map(
                line ->
                    EvidenceLine.quote(
                        Diagnostician.EVIDENCE + "/" + line.file(), line.number(), line.text()))
            .toList();
    return new Cause(
        finding.cause(),
        Vocabulary.category(finding.cause()),
        true,
        finding.confidence(),
        lines,
        finding.remedy(),
        List.of(),
        List.of());
  }
}
