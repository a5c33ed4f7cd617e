package dev.trotline.launch;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes run folders that are complete at the instant they appear: drafted beside their place and
 * renamed into it. A folder once in place is never moved or emptied, because a program that is just
 * being started may already stand in it.
 */
final class RunFolder {

  private static final String DRAFT = ".draft-";

  private RunFolder() {}

  /**
   * Makes the folder with these files and links. Where it exists already because an earlier
   * Trotline died before it could start the run, the files are written anew, each atomically.
   *
   * @throws EnvironmentException if the disk does not take it; then no half folder is left
   */
  static void make(Path folder, Map<String, String> files, Map<String, Path> links) {
    try {
      Files.createDirectories(folder.getParent());
      if (Files.isDirectory(folder) || !draft(folder, files)) {
        fill(folder, files);
      }
      for (Map.Entry<String, Path> link : links.entrySet()) {
        link(folder.resolve(link.getKey()), link.getValue());
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot make the run folder " + folder + ": " + e.getMessage(),
          "check permissions and free disk space",
          e);
    }
  }

  /** False if somebody else put the folder there meanwhile. */
  private static boolean draft(Path folder, Map<String, String> files) throws IOException {
    String name = "." + folder.getFileName() + DRAFT + Long.toHexString(System.nanoTime());
    Path draft = Files.createDirectory(folder.resolveSibling(name));
    try {
      fill(draft, files);
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      sync(folder.getParent());
      return true;
    } catch (FileSystemException e) {
      if (Files.isDirectory(folder)) {
        return false;
      }
      throw e;
    } finally {
      delete(draft);
    }
  }

  private static void fill(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      AtomicFile.write(path, file.getValue());
    }
  }

  /** Made anew where an earlier Trotline got as far as this. */
  private static void link(Path link, Path target) throws IOException {
    Files.createDirectories(link.getParent());
    if (Files.isSymbolicLink(link)) {
      Files.delete(link);
    }
    Files.createSymbolicLink(link, target);
  }

  /** Deletes drafts left by a Trotline that died while making a folder. */
  static void sweepDrafts(Path runs) {
    if (!Files.isDirectory(runs)) {
      return;
    }
    try (DirectoryStream<Path> experiments =
        Files.newDirectoryStream(runs, path -> Files.isDirectory(path))) {
      for (Path experiment : experiments) {
        try (DirectoryStream<Path> drafts =
            Files.newDirectoryStream(experiment, ".*" + DRAFT + "*")) {
          for (Path draft : drafts) {
            delete(draft);
          }
        }
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot tidy " + runs + ": " + e.getMessage(), "check the folder's permissions", e);
    }
  }

  private static void delete(Path draft) throws IOException {
    if (!Files.isDirectory(draft)) {
      return;
    }
    try (Stream<Path> content = Files.walk(draft)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
