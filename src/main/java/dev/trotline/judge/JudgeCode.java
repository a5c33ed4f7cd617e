package dev.trotline.judge;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hash over the judge's own files: two judgements with the same one were made by the same code,
 * wherever it was installed.
 */
final class JudgeCode {

  private JudgeCode() {}

  /**
   * SHA-256 over the files' names below their common folder and their contents, in the order of the
   * names; empty if there are no files.
   */
  static String of(List<Path> files) {
    if (files.isEmpty()) {
      return "";
    }
    Path root = commonFolder(files);
    MessageDigest digest = Sha256.digest();
    List<Path> names = files.stream().map(root::relativize).sorted().distinct().toList();
    for (Path name : names) {
      try {
        add(digest, name.toString().getBytes(StandardCharsets.UTF_8));
        add(digest, Files.readAllBytes(root.resolve(name)));
      } catch (IOException e) {
        throw new EnvironmentException(
            "cannot read the judge's own file " + root.resolve(name) + ": " + e.getMessage(),
            "repair the simulator's installation",
            e);
      }
    }
    return Sha256.text(digest.digest());
  }

  /** With its length before it, so that no byte can change sides. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    digest.update(part);
  }

  private static Path commonFolder(List<Path> files) {
    @Nullable Path common = files.get(0).getParent();
    for (Path file : files) {
      while (common != null && !file.startsWith(common)) {
        common = common.getParent();
      }
    }
    return common == null ? Path.of("") : common;
  }
}
