package dev.trotline.executor.local;

import dev.trotline.error.EnvironmentException;
import dev.trotline.process.ShortCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GPU as nvidia-smi describes it.
 *
 * @param index number in nvidia-smi's order
 * @param uuid identity that survives re-numbering, {@code GPU-…}
 * @param name model
 * @param totalMiB memory, 0 where the driver does not say (shared memory)
 * @param usedMiB memory in use by anybody, 0 where the driver does not say
 */
public record Gpu(int index, String uuid, String name, long totalMiB, long usedMiB) {

  /** A healthy driver answers within a second or two; a broken one hangs. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final List<String> QUERY =
      List.of(
          "nvidia-smi",
          "--query-gpu=index,uuid,name,memory.total,memory.used",
          "--format=csv,noheader,nounits");

  /** The machine's GPUs; none if nvidia-smi is absent, fails or hangs. */
  public static List<Gpu> query() {
    try {
      var result = ShortCommand.run(QUERY, Map.of(), null, LIMIT);
      return result.ok() ? parse(result.out()) : List.of();
    } catch (EnvironmentException e) {
      return List.of();
    }
  }

  /** Reads nvidia-smi's CSV; lines that are no GPU (warnings) are passed over. */
  static List<Gpu> parse(String csv) {
    var gpus = new ArrayList<Gpu>();
    for (String line : csv.split("\\R")) {
      String[] cells = line.split("\\s*,\\s*", -1);
      // A model's name could hold a comma, the two numbers after it cannot.
      int count = cells.length;
      if (count >= 5
          && cells[0].strip().matches("\\d{1,4}")
          && cells[1].strip().matches("(GPU|MIG)-[-0-9A-Za-z/]+")) {
        gpus.add(
            new Gpu(
                Integer.parseInt(cells[0].strip()),
                cells[1].strip(),
                String.join(", ", Arrays.copyOfRange(cells, 2, count - 2)).strip(),
                number(cells[count - 2]),
                number(cells[count - 1])));
      }
    }
    return List.copyOf(gpus);
  }

  /**
   * The GPUs left by CUDA_VISIBLE_DEVICES, in its order: on a shared machine a scheduler has given
   * us these and no others. As in CUDA, the list ends at the first entry that names no GPU.
   *
   * @param visible the variable's value, or nothing if it is not set
   */
  static List<Gpu> visible(List<Gpu> all, Optional<String> visible) {
    if (visible.isEmpty()) {
      return all;
    }
    var left = new ArrayList<Gpu>();
    for (String entry : visible.get().split(",")) {
      Optional<Gpu> gpu = all.stream().filter(g -> g.answersTo(entry.strip())).findFirst();
      if (gpu.isEmpty() || left.contains(gpu.get())) {
        break;
      }
      left.add(gpu.get());
    }
    return List.copyOf(left);
  }

  private boolean answersTo(String entry) {
    return entry.equals(Integer.toString(index))
        || (entry.startsWith("GPU-") && uuid.startsWith(entry));
  }

  private static long number(String cell) {
    String digits = cell.strip();
    return digits.matches("\\d{1,12}") ? Long.parseLong(digits) : 0;
  }
}
