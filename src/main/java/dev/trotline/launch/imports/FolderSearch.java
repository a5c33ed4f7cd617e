package dev.trotline.launch.imports;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import dev.trotline.metrics.event.EventFolder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folders of a tree that have an event file, a checkpoint or dumped settings in them.
 * Links to folders are not followed, so no tree is endless; only what was found is kept in memory.
 *
 * @param folders what was found, sorted by path, without links
 * @param unreadable what could not be looked into, a sentence each
 */
record FolderSearch(List<Path> folders, List<String> unreadable) {

  static final Pattern CHECKPOINT = Pattern.compile("model_\\d{1,9}\\.pt");

  /** Settings as Isaac Lab and mjlab dump them. */
  private static final Set<String> DUMPS = Set.of("env.yaml", "agent.yaml");

  private static final String PARAMS = "params";

  /** {@code .git} is large and {@code sensor_frames} holds event files that are no run's own. */
  private static final Set<String> SKIPPED = Set.of(".git", "sensor_frames");

  FolderSearch {
    folders = List.copyOf(folders);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Searches several trees.
   *
   * @param leaveOut a folder that is passed over: the study's own runs
   * @throws InvalidInputException if a root is no folder
   */
  static FolderSearch in(List<Path> roots, Path leaveOut) {
    TreeSet<Path> found = new TreeSet<>(Comparator.comparing(Path::toString));
    List<String> unreadable = new ArrayList<>();
    Visitor visitor = new Visitor(real(leaveOut), found, unreadable);
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        throw new InvalidInputException(
            (Files.exists(root) ? root + " is a file, not a folder" : "there is no folder " + root),
            root.toString(),
            null,
            "give a run's log folder, or a folder that holds some");
      }
      try {
        Files.walkFileTree(root.toRealPath(), visitor);
      } catch (IOException e) {
        throw new EnvironmentException(
            "the folder " + root + " cannot be searched: " + e.getMessage(),
            "check that it may be read",
            e);
      }
    }
    return new FolderSearch(List.copyOf(found), unreadable);
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException absent) {
      return folder.toAbsolutePath().normalize();
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path leaveOut;
    private final Set<Path> found;
    private final List<String> unreadable;

    Visitor(Path leaveOut, Set<Path> found, List<String> unreadable) {
      super();
      this.leaveOut = leaveOut;
      this.found = found;
      this.unreadable = unreadable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean skipped = folder.startsWith(leaveOut) || SKIPPED.contains(name(folder));
      return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path parent = file.getParent();
      if (parent == null) {
        return FileVisitResult.CONTINUE;
      }
      String name = name(file);
      if (EventFolder.isEventFile(file)) {
        found.add(parent);
      } else if (CHECKPOINT.matcher(name).matches() && Files.isRegularFile(file)) {
        found.add(parent);
      } else if (DUMPS.contains(name) && Files.isRegularFile(file)) {
        Path above = parent.getParent();
        found.add(name(parent).equals(PARAMS) && above != null ? above : parent);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) {
      unreadable.add(file + " cannot be read: " + problem.getClass().getSimpleName());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
      if (problem != null) {
        unreadable.add(folder + " cannot be listed: " + problem.getClass().getSimpleName());
      }
      return FileVisitResult.CONTINUE;
    }

    private static String name(Path path) {
      return String.valueOf(path.getFileName());
    }
  }
}
