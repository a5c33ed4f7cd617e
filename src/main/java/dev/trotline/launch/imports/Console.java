package dev.trotline.launch.imports;

import dev.trotline.archive.ImportRow.KnownFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console of a training, all that is left of one that failed before it wrote anything else. It
 * is known by its size and the hash of all of it, since the beginnings of all starts are alike.
 */
final class Console {

  static final List<String> NAMES = List.of("console.log", "output.log", "train.log");

  /** Before sizes were noted, this many bytes were hashed, and a shorter console had no hash. */
  private static final long FORMERLY = 4096;

  private Console() {}

  static @Nullable Path in(Path folder) {
    return NAMES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  /** Its size in bytes and its hash. */
  static String head(Path console) throws IOException {
    long size = Files.size(console);
    return size + "-" + Hash.of(console, Math.min(size, Hash.MOST));
  }

  /**
   * True if a folder, known before by its console alone, is in the same place the same one with
   * more in it: the console begins with what it was, and the settings are not others.
   */
  static boolean hasGrown(Set<KnownFile> before, LogFolder now) {
    Set<KnownFile> files = LogFolder.files(before);
    Path console = now.console();
    if (console == null || files.size() != 1) {
      return false;
    }
    KnownFile known = files.iterator().next();
    return NAMES.contains(known.name())
        && known.name().equals(String.valueOf(console.getFileName()))
        && LogFolder.settingsAgree(before, now.known(), true)
        && beginsWith(console, known.head());
  }

  private static boolean beginsWith(Path console, String head) {
    int dash = head.indexOf('-');
    try {
      long size = dash < 0 ? FORMERLY : Long.parseLong(head.substring(0, dash));
      return head.isEmpty()
          || Files.size(console) >= size
              && Hash.of(console, Math.min(size, Hash.MOST)).equals(head.substring(dash + 1));
    } catch (IOException unreadable) {
      return false;
    }
  }
}
