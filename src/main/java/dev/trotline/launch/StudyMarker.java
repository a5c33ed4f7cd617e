package dev.trotline.launch;

import dev.trotline.study.RunId;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What tells a study's processes from those of all others on the machine. It comes from the study's
 * place and not from anything kept in it, so a copy of a study never touches the original's runs.
 *
 * @param prefix one word, the same for every run of the study
 */
record StudyMarker(String prefix) {

  /** The marker of a study. */
  static StudyMarker of(Study study) {
    Path place;
    try {
      place = study.root().toRealPath();
    } catch (IOException e) {
      place = study.root().toAbsolutePath().normalize();
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(place.toString().getBytes(StandardCharsets.UTF_8));
      return new StudyMarker("t" + HexFormat.of().formatHex(digest, 0, 6));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Value of {@code TROTLINE_RUN} in all processes of a run. */
  String of(RunId run) {
    return prefix + ":" + run;
  }

  /** The run a marker names; empty if it is no run's marker of this study. */
  Optional<RunId> run(String marker) {
    if (!marker.startsWith(prefix + ":")) {
      return Optional.empty();
    }
    return RunId.find(marker.substring(prefix.length() + 1));
  }
}
