package dev.trotline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Keeps SQLite's native library unpacked in the user's cache. The driver would otherwise unpack 1.5
 * MB into the temporary directory at every start (80 ms measured), which also fails where that is
 * mounted noexec. Any trouble here leaves the driver to its own ways.
 */
final class NativeLibrary {

  private static final String FILE = "libsqlitejdbc.so";

  private NativeLibrary() {}

  /** Points the driver at the cached copy, making the copy first if need be. */
  static void prepare() {
    if (System.getProperty("org.sqlite.lib.path") != null) {
      return;
    }
    URL packed = NativeLibrary.class.getResource("/org/sqlite/native/" + platform() + "/" + FILE);
    if (packed == null) {
      return;
    }
    try {
      long length = packed.openConnection().getContentLengthLong();
      String id = SQLiteJDBCLoader.getVersion() + "-" + length;
      Path folder = cache().resolve("sqlite").resolve(id);
      Path unpacked = folder.resolve(FILE);
      if (!Files.isRegularFile(unpacked) || Files.size(unpacked) != length) {
        unpack(packed, folder);
      }
      System.setProperty("org.sqlite.lib.path", folder.toString());
      System.setProperty("org.sqlite.lib.name", FILE);
    } catch (IOException | UnsupportedOperationException unusableCache) {
      // The driver unpacks for itself then; slower, not wrong.
      return;
    }
  }

  private static void unpack(URL packed, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, "unpack", ".tmp");
    try (InputStream in = packed.openStream()) {
      Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Path cache() {
    String own = System.getProperty("trotline.cache");
    if (own != null) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isBlank()
        ? Path.of(xdg, "trotline")
        : Path.of(System.getProperty("user.home"), ".cache", "trotline");
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch");
    return (system.equals("linux") ? "Linux" : system)
        + "/"
        + (machine.equals("amd64") ? "x86_64" : machine);
  }
}
