package dev.trotline.analyze;

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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The run folders of a tree: every folder with an event file directly inside, the tree's root
 * included. Links to folders are not followed, so no tree is endless.
 *
 * @param runs the run folders, sorted by path
 * @param unreadable what could not be looked into
 */
public record RunFolders(List<Path> runs, List<String> unreadable) {

  public RunFolders {
    runs = List.copyOf(runs);
    unreadable = List.copyOf(unreadable);
  }

  /** Searches a tree. */
  public static RunFolders find(Path root) {
    if (!Files.exists(root)) {
      throw new InvalidInputException(
          "there is no folder " + root,
          root.toString(),
          null,
          "give a run's log folder, or a folder that holds some");
    }
    if (!Files.isDirectory(root)) {
      throw new InvalidInputException(
          root + " is a file, not a folder",
          root.toString(),
          null,
          "give the folder the event file lies in");
    }
    var found = new TreeSet<Path>(Comparator.comparing(Path::toString));
    var unreadable = new ArrayList<String>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (EventFolder.isEventFile(file)) {
              found.add(file.getParent());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            unreadable.add(file + ": " + problem.getClass().getSimpleName());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
            if (problem != null) {
              unreadable.add(folder + ": " + problem.getClass().getSimpleName());
            }
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(root, visitor);
    } catch (IOException e) {
      throw new EnvironmentException(
          "the folder " + root + " cannot be searched: " + e.getMessage(),
          "check that it may be read",
          e);
    }
    return new RunFolders(new ArrayList<>(found), unreadable);
  }
}
