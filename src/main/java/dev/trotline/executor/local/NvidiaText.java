package dev.trotline.executor.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what nvidia-smi prints. Its manual promises no stable format, so whatever is no row of the
 * table asked for is passed over, and a cell that is no number is told apart: {@code [N/A]} and
 * {@code [Not Supported]} are a driver that does not say (shared memory, WSL), {@code [Unknown
 * Error]}, {@code [GPU is lost]} and {@code ERR!} a GPU that does not work.
 */
final class NvidiaText {

  /** Columns of {@link #gpus}; the name stands last but for two numbers, it may hold commas. */
  static final String GPU_COLUMNS =
      "index,uuid,pci.bus_id,mig.mode.current,name,memory.total,memory.used";

  /** Columns of {@link #processes}. */
  static final String PROCESS_COLUMNS = "gpu_uuid,pid,used_memory";

  private static final Pattern UUID = Pattern.compile("(GPU|MIG)-[-0-9A-Za-z/]+");

  /** {@code Unable to determine the device handle for GPU 0000:0A:00.0: GPU is lost. …} */
  private static final Pattern HANDLE =
      Pattern.compile(
          "(?i)unable to (?:determine|detect) the device handle for gpu\\s*([0-9a-f:.]+[0-9a-f])");

  /** {@code GPU 0: NVIDIA A100 (UUID: GPU-…)}. */
  private static final Pattern LISTED =
      Pattern.compile("GPU (\\d{1,4}): .*\\(UUID: (GPU-[-0-9A-Za-z]+)\\)\\s*");

  /** {@code MIG 1g.5gb Device 0: (UUID: MIG-…)}, {@code MIG 1c.3g.20gb Device 1: (…)}. */
  private static final Pattern INSTANCE =
      Pattern.compile(
          "\\s+MIG (\\S+)\\s+Device\\s+(\\d{1,4}): \\(UUID: (MIG-[-0-9A-Za-z/]+)\\)\\s*");

  private static final Pattern GIGABYTES = Pattern.compile("\\.(\\d{1,4})gb");

  private NvidiaText() {}

  /**
   * GPUs of one answer.
   *
   * @param gpus those that can be named
   * @param split identities of those that are divided into instances
   * @param broken identity to the word the driver has for it
   * @param nameless true if a row has no identity, as that of a GPU that is lost
   */
  record Gpus(List<Gpu> gpus, Set<String> split, Map<String, String> broken, boolean nameless) {}

  /** Reads rows of {@link #GPU_COLUMNS}. */
  static Gpus gpus(String csv) {
    var gpus = new ArrayList<Gpu>();
    Set<String> split = new LinkedHashSet<>();
    Map<String, String> broken = new LinkedHashMap<>();
    boolean nameless = false;
    for (String line : csv.split("\\R")) {
      String[] cells = line.strip().split("\\s*,\\s*", -1);
      int count = cells.length;
      if (count < 7 || !cells[0].matches("\\d{1,4}")) {
        continue;
      }
      if (!UUID.matcher(cells[1]).matches()) {
        nameless = true;
        continue;
      }
      String uuid = cells[1];
      if (cells[3].equals("Enabled")) {
        split.add(uuid);
      }
      for (String cell : List.of(cells[count - 2], cells[count - 1])) {
        if (isFault(cell)) {
          broken.put(uuid, cell.replaceAll("[\\[\\]]", ""));
        }
      }
      gpus.add(
          new Gpu(
              Integer.parseInt(cells[0]),
              -1,
              uuid,
              String.join(", ", Arrays.copyOfRange(cells, 4, count - 2)),
              cells[2],
              Math.max(0, number(cells[count - 2])),
              Math.max(0, number(cells[count - 1]))));
    }
    return new Gpus(gpus, split, broken, nameless);
  }

  /** Instances of divided GPUs, from {@code nvidia-smi -L}; the profile's name tells the memory. */
  static List<Gpu> instances(String list) {
    var found = new ArrayList<Gpu>();
    int index = -1;
    for (String line : list.split("\\R")) {
      Matcher gpu = LISTED.matcher(line);
      Matcher instance = INSTANCE.matcher(line);
      if (gpu.matches()) {
        index = Integer.parseInt(gpu.group(1));
      } else if (index >= 0 && instance.matches()) {
        Matcher size = GIGABYTES.matcher(instance.group(1));
        long total = size.find() ? Long.parseLong(size.group(1)) * 1024 : 0;
        int number = Integer.parseInt(instance.group(2));
        String name = "MIG " + instance.group(1);
        found.add(new Gpu(index, number, instance.group(3), name, "", total, 0));
      }
    }
    return found;
  }

  /** A row of {@link #PROCESS_COLUMNS}. */
  record Row(String uuid, long pid, long usedMiB) {}

  /** Reads rows of {@link #PROCESS_COLUMNS}. */
  static List<Row> processes(String csv) {
    var rows = new ArrayList<Row>();
    for (String line : csv.split("\\R")) {
      String[] cells = line.strip().split("\\s*,\\s*", -1);
      if (cells.length == 3 && UUID.matcher(cells[0]).matches() && cells[1].matches("\\d{1,12}")) {
        rows.add(new Row(cells[0], Long.parseLong(cells[1]), number(cells[2])));
      }
    }
    return rows;
  }

  /** The PCI address of the GPU that nvidia-smi stumbles over, as it prints it. */
  static Optional<String> lost(String output) {
    Matcher handle = HANDLE.matcher(output);
    return handle.find() ? Optional.of(handle.group(1)) : Optional.empty();
  }

  /** True if two PCI addresses are one; the domain is written with four or with eight digits. */
  static boolean sameBus(String one, String other) {
    return !one.isEmpty() && !other.isEmpty() && plain(one).equals(plain(other));
  }

  private static String plain(String bus) {
    return bus.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=[0-9a-f]*:[0-9a-f]+:)", "");
  }

  private static boolean isFault(String cell) {
    String word = cell.toLowerCase(Locale.ROOT);
    return word.startsWith("err") || word.contains("error") || word.contains("lost");
  }

  private static long number(String cell) {
    String digits = cell.replaceFirst("\\s*MiB$", "");
    return digits.matches("\\d{1,12}") ? Long.parseLong(digits) : GpuProcess.UNKNOWN;
  }
}
