package dev.trotline.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Facts about this machine, read without starting anything. */
public final class Host {

  private Host() {}

  /** The machine's name; {@code unknown} if it has none. */
  public static String name() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.isEmpty() ? "unknown" : name;
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Cores this process may use: affinity and container limits count. At least 1. */
  public static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Memory that could be used without swapping, in MiB; 0 if unknown. */
  public static long availableMemoryMiB() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
      for (String line : lines) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** The kernel's id of this boot; changes with every restart of the machine. */
  public static String boot() {
    return Identity.currentBoot();
  }

  /** This process. */
  public static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Machine id and process namespace, {@code -} for what is not known; see {@link Identity}. */
  static String place() {
    String machine = first(Path.of("/etc/machine-id"));
    String space;
    try {
      space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException e) {
      space = "-";
    }
    return machine + "/" + space;
  }

  private static String first(Path file) {
    try {
      String line = Files.readString(file).strip();
      return line.isEmpty() ? "-" : line;
    } catch (IOException e) {
      return "-";
    }
  }

  /** Seconds since the machine's boot, its sleep included, as the kernel prints them. */
  static String uptime() {
    try {
      return Files.readString(Path.of("/proc/uptime")).split("\\s+")[0];
    } catch (IOException e) {
      return "";
    }
  }

  /** Bytes the Java heap may grow to. */
  public static long heap() {
    return Runtime.getRuntime().maxMemory();
  }
}
