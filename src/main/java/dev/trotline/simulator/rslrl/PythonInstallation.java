package dev.trotline.simulator.rslrl;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Python interpreter and what is installed beside it, found by looking at files: starting Python
 * would take a thousand times as long.
 *
 * @param interpreter the program to call
 */
public record PythonInstallation(Path interpreter) {

  private static final Pattern EDITABLE = Pattern.compile("\"(file:///[^\"]+)\"");

  /**
   * The interpreter of the settings, else of {@code TROTLINE_PYTHON}, else of {@code
   * TROTLINE_VENV}, else of Trotline's own {@code .venv}. A bare name is looked up in {@code PATH}.
   */
  public static PythonInstallation find(
      @Nullable String asked, Path home, Map<String, String> environment) {
    String name = asked != null ? asked : environment.get("TROTLINE_PYTHON");
    if (name == null || name.isBlank()) {
      String folder = environment.get("TROTLINE_VENV");
      Path venv = folder == null || folder.isBlank() ? home.resolve(".venv") : home.resolve(folder);
      return new PythonInstallation(venv.resolve("bin").resolve("python"));
    }
    if (name.indexOf('/') < 0) {
      for (String folder : environment.getOrDefault("PATH", "").split(":")) {
        Path candidate = Path.of(folder, name);
        if (!folder.isEmpty() && Files.isExecutable(candidate)) {
          return new PythonInstallation(candidate);
        }
      }
    }
    return new PythonInstallation(home.resolve(name));
  }

  /** True if the interpreter is there and may be started. */
  public boolean exists() {
    return Files.isRegularFile(interpreter) && Files.isExecutable(interpreter);
  }

  /** Those of the distributions that are not installed, neither ordinarily nor editable. */
  public List<String> missing(List<String> distributions) {
    Map<String, String> found = versions(distributions);
    return distributions.stream().filter(name -> !found.containsKey(name)).toList();
  }

  /** Versions of those of the distributions that are installed, by the names asked for. */
  public Map<String, String> versions(List<String> distributions) {
    Map<String, String> found = new TreeMap<>();
    for (Path folder : packageFolders()) {
      for (String distribution : distributions) {
        version(folder, distribution).ifPresent(text -> found.putIfAbsent(distribution, text));
      }
    }
    return found;
  }

  /**
   * Python's own version as the virtual environment notes it; its first two numbers where nothing
   * does, as in conda's.
   */
  public Optional<String> pythonVersion() {
    Path note = root().resolve("pyvenv.cfg");
    try {
      Optional<String> noted =
          Files.readAllLines(note, StandardCharsets.UTF_8).stream()
              .filter(line -> line.replace(" ", "").matches("version(_info)?=.*"))
              .map(line -> line.substring(line.indexOf('=') + 1).strip())
              .findFirst();
      if (noted.isPresent()) {
        return noted;
      }
    } catch (IOException absent) {
      // not a virtual environment
    }
    return packageFolders().stream()
        .map(folder -> String.valueOf(folder.getParent().getFileName()))
        .filter(name -> name.matches("python3\\.\\d+"))
        .map(name -> name.substring("python".length()))
        .findFirst();
  }

  private Path root() {
    // Not resolved: in a virtual environment the interpreter is a link out of it.
    Path bin = interpreter.toAbsolutePath().normalize().getParent();
    Path root = bin == null ? null : bin.getParent();
    return root == null ? Path.of("/") : root;
  }

  /** Where packages lie: its own folders, then those that their {@code .pth} files name. */
  public List<Path> packageFolders() {
    List<Path> folders = new ArrayList<>();
    for (Path lib :
        List.of(
            root().resolve("lib"),
            root().resolve("local").resolve("lib"),
            root().resolve("lib64"))) {
      for (Path version : matching(lib, "python3*")) {
        for (String leaf : List.of("site-packages", "dist-packages")) {
          if (Files.isDirectory(version.resolve(leaf))) {
            folders.add(version.resolve(leaf));
          }
        }
      }
    }
    List.copyOf(folders).forEach(folder -> folders.addAll(named(folder)));
    return folders;
  }

  /**
   * Where a package lies that the interpreter would import.
   *
   * @param name the package, which is also its distribution's name with underscores
   * @param pythonPath the variable {@code PYTHONPATH}, which comes first; may be empty
   */
  public Optional<Path> packageFolder(String name, String pythonPath) {
    List<Path> folders = new ArrayList<>();
    for (String folder : pythonPath.split(":")) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder).toAbsolutePath());
      }
    }
    List<Path> installed = packageFolders();
    installed.forEach(folder -> folders.addAll(editable(folder, name)));
    folders.addAll(installed);
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isDirectory)
        .findFirst();
  }

  /** The source folders of an editable installation. */
  private static List<Path> editable(Path folder, String distribution) {
    List<Path> sources = new ArrayList<>();
    for (Path entry : matching(folder, distribution + "-*.dist-info")) {
      try {
        String note = Files.readString(entry.resolve("direct_url.json"));
        Matcher url = EDITABLE.matcher(note);
        if (note.contains("\"editable\"") && url.find()) {
          Path source = Path.of(URI.create(url.group(1)));
          sources.add(source);
          sources.add(source.resolve("src"));
        }
      } catch (IOException | IllegalArgumentException ordinary) {
        // Installed by copying.
      }
    }
    return sources;
  }

  /** As Python's site module reads them: each line a folder, unless it is code. */
  private static List<Path> named(Path folder) {
    List<Path> named = new ArrayList<>();
    for (Path file : matching(folder, "*.pth")) {
      try {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          boolean path = !line.isBlank() && !line.startsWith("import") && !line.startsWith("#");
          if (path && Files.isDirectory(folder.resolve(line.strip()))) {
            named.add(folder.resolve(line.strip()));
          }
        }
      } catch (IOException | InvalidPathException unreadable) {
        // Python passes over such a file, too.
      }
    }
    return named;
  }

  private static Optional<String> version(Path folder, String distribution) {
    String file = distribution.replace('-', '_');
    for (Path entry : matching(folder, file + "-*.{dist-info,egg-info}")) {
      if (sourceIsThere(entry)) {
        String name = String.valueOf(entry.getFileName());
        String version = name.substring(file.length() + 1);
        return Optional.of(version.replaceFirst("\\.(dist|egg)-info$", ""));
      }
    }
    boolean bare =
        Files.isDirectory(folder.resolve(file))
            || Files.exists(folder.resolve(distribution + ".egg-link"));
    return bare ? Optional.of("unknown") : Optional.empty();
  }

  /** An editable installation is worth nothing once the folder it points to was moved. */
  private static boolean sourceIsThere(Path info) {
    try {
      Matcher url = EDITABLE.matcher(Files.readString(info.resolve("direct_url.json")));
      return !url.find() || Files.isDirectory(Path.of(URI.create(url.group(1))));
    } catch (IOException | IllegalArgumentException ordinary) {
      return true;
    }
  }

  private static List<Path> matching(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(found::add);
    } catch (IOException absent) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
