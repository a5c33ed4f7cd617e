package dev.trotline.executor.local;

import dev.trotline.error.EnvironmentException;
import dev.trotline.error.RefusedException;
import dev.trotline.process.Host;
import dev.trotline.process.Owner;
import dev.trotline.process.Pause;
import dev.trotline.process.StudyLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder on the local disk by which a user's Trotlines on one machine agree: a lock that is
 * held for milliseconds while one of them chooses, and a small file of each study. It holds nothing
 * that has to be given back: what a dead Trotline wrote is not believed, and a restart of the
 * machine begins a new folder.
 */
final class Machine {

  /** The variable that names another folder. */
  static final String VARIABLE = "TROTLINE_MACHINE";

  private static final String CLAIM = ".claim";
  private static final String LAST_START = "last-start";

  /** A program that was started by a Trotline which died at once shows itself within this. */
  private static final long UNSEEN_MILLIS = 2000;

  private static final int LOCK_ATTEMPTS = 25;
  private static final Duration LOCK_PAUSE = Duration.ofMillis(8);

  private final Path folder;
  private final String space;

  private Machine(Path folder, String space) {
    this.folder = folder;
    this.space = space;
  }

  /** The machine of this user, or the one that TROTLINE_MACHINE names. */
  static Machine of(Map<String, String> environment) {
    String other = environment.get(VARIABLE);
    String boot = Host.boot();
    // The name of this boot: two hosts that share the folder never meet in it.
    String name = "boot-" + (boot.length() > 13 ? boot.substring(0, 13) : boot);
    if (other != null && !other.isBlank()) {
      Path place = Path.of(other).toAbsolutePath().normalize();
      String space = Integer.toHexString(place.toString().hashCode());
      return new Machine(place.resolve(name), space);
    }
    return new Machine(Path.of("/tmp", "trotline-" + uid()).resolve(name), "");
  }

  private static String uid() {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9._-]", "_");
    }
  }

  /** Tells the devices of this machine from those of another folder's; empty for the real one. */
  String space() {
    return space;
  }

  Path folder() {
    return folder;
  }

  /**
   * The lock; empty if another Trotline is choosing for longer than a moment.
   *
   * @throws EnvironmentException if the folder cannot be used
   */
  Optional<StudyLock> lock() {
    prepare();
    Path file = folder.resolve("lock");
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      Object before = key(file);
      try {
        StudyLock lock = StudyLock.acquire(file, "trotline");
        if (before == null || Objects.equals(before, key(file))) {
          return Optional.of(lock);
        }
        // Somebody tidied the folder up meanwhile: this lock is on a file nobody else sees.
        lock.close();
      } catch (RefusedException taken) {
        Pause.sleep(LOCK_PAUSE);
      }
    }
    return Optional.empty();
  }

  private void prepare() {
    Path parent = Objects.requireNonNull(folder.getParent());
    try {
      if (!Files.isDirectory(folder)) {
        Path above = parent.getParent();
        if (above != null) {
          Files.createDirectories(above);
        }
        if (!Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
          makePrivate(parent);
        }
        Files.createDirectories(folder);
      }
      Object owner = Files.getAttribute(parent, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (space.isEmpty() && !uid().equals(String.valueOf(owner))) {
        throw new EnvironmentException(
            parent + " belongs to somebody else, so devices cannot be shared through it",
            "remove it, or name another local folder in " + VARIABLE);
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot use " + folder + " to share the machine's devices: " + e.getMessage(),
          "name another local folder in " + VARIABLE,
          e);
    }
  }

  private static void makePrivate(Path parent) throws IOException {
    try {
      Files.createDirectory(
          parent,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException quicker) {
      return;
    }
  }

  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException absent) {
      return null;
    }
  }

  /**
   * What the studies say, without those nobody drives any more; bookings of a Trotline that died
   * are believed for a moment longer. Read it before the process table: what is not booked any more
   * is then seen there.
   *
   * @param tidy true to delete and mark what is over; only the holder of the lock may
   */
  List<Claim> claims(boolean tidy) {
    long now = Owner.uptimeMillis();
    List<Claim> believed = new ArrayList<>();
    for (Path file : files()) {
      Claim claim = read(file).orElse(null);
      if (claim != null && Owner.lives(claim.owner())) {
        believed.add(claim);
      } else if (claim != null
          && !claim.booked().isEmpty()
          && (claim.orphaned() == 0 || now - claim.orphaned() < UNSEEN_MILLIS)) {
        believed.add(claim);
        if (tidy && claim.orphaned() == 0) {
          write(claim.orphanedAt(Math.max(1, now)));
        }
      } else if (tidy) {
        delete(file);
      }
    }
    return believed;
  }

  private List<Path> files() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> path.toString().endsWith(CLAIM)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Replaces a study's claim.
   *
   * @throws EnvironmentException if it cannot be written
   */
  void write(Claim claim) {
    put(claim.study() + CLAIM, claim.text());
  }

  void remove(String study) {
    delete(folder.resolve(study + CLAIM));
  }

  /** Notes that a run was put on its way that should be left alone for a while. */
  void started(String marker) {
    put(LAST_START, Owner.uptimeMillis() + " " + marker + "\n");
  }

  /**
   * The last start that was noted.
   *
   * @param at ms since the machine's start
   * @param marker the run
   */
  record LastStart(long at, String marker) {}

  Optional<LastStart> lastStart() {
    try {
      String[] words = Files.readString(folder.resolve(LAST_START)).strip().split(" ", 2);
      return words.length == 2
          ? Optional.of(new LastStart(Long.parseLong(words[0]), words[1]))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whole or not at all; not forced to the disk, since a restart of the machine voids it. */
  private void put(String name, String text) {
    Path draft = folder.resolve("." + name + "." + Owner.pid());
    try {
      Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
      Files.move(
          draft,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      delete(draft);
      throw new EnvironmentException(
          "cannot write to " + folder + ", where devices are shared: " + e.getMessage(),
          "make room there, or name another local folder in " + VARIABLE,
          e);
    }
  }

  private static Optional<Claim> read(Path file) {
    try {
      return Claim.parse(Files.readString(file));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Nobody believes it in any case.
      return;
    }
  }
}
