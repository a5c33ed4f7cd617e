package dev.trotline.launch.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The first 96 bits of SHA-256, in hexadecimal. */
final class Hash {

  /** As much of a file as is ever read for a hash: 8 MiB. */
  static final long MOST = 8L << 20;

  private static final int LENGTH = 12;
  private static final int AT_ONCE = 1 << 16;

  private Hash() {}

  static String of(byte[] bytes, int length) {
    MessageDigest digest = digest();
    digest.update(bytes, 0, length);
    return text(digest);
  }

  /** Of the beginning of a file, or of all of it if it is shorter. */
  static String of(Path file, long most) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] part = new byte[AT_ONCE];
      long left = most;
      while (left > 0) {
        int read = in.read(part, 0, (int) Math.min(part.length, left));
        if (read < 0) {
          break;
        }
        digest.update(part, 0, read);
        left -= read;
      }
    }
    return text(digest);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, LENGTH);
  }
}
