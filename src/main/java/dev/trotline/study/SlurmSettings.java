package dev.trotline.study;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks Slurm for. Null or empty leaves it to the cluster's defaults.
 *
 * @param partition {@code --partition}, one or several with commas
 * @param account {@code --account}
 * @param qos {@code --qos}
 * @param gres {@code --gres}, such as {@code gpu:1}
 * @param time {@code --time} in Slurm's own notation
 * @param mem {@code --mem}, such as {@code 32G}
 * @param cpus {@code --cpus-per-task}
 * @param constraint {@code --constraint}
 * @param modules environment modules to load
 * @param container words put before the training's command, such as {@code apptainer exec image}
 * @param lines further {@code #SBATCH} lines
 * @param setup shell lines to run before the training
 * @param template the job script to fill in, relative to the study, or null for Trotline's own
 */
public record SlurmSettings(
    @Nullable String partition,
    @Nullable String account,
    @Nullable String qos,
    @Nullable String gres,
    @Nullable String time,
    @Nullable String mem,
    @Nullable Integer cpus,
    @Nullable String constraint,
    List<String> modules,
    List<String> container,
    List<String> lines,
    List<String> setup,
    @Nullable String template) {

  private static final Pattern GPU_LINE = Pattern.compile("--gpus?[-=\\s]|--gres[=\\s]\\s*\\S*gpu");

  public SlurmSettings {
    modules = List.copyOf(modules);
    container = List.copyOf(container);
    lines = List.copyOf(lines);
    setup = List.copyOf(setup);
  }

  /** True if a job is given a GPU, and with it {@code CUDA_VISIBLE_DEVICES}, by Slurm. */
  public boolean gpu() {
    String resources = gres == null ? "" : gres.toLowerCase(Locale.ROOT);
    return Pattern.compile("(^|,)(gres[/:])?gpu(:|,|=|$)").matcher(resources).find()
        || lines.stream().anyMatch(line -> GPU_LINE.matcher(line).find());
  }

  /** The time limit, or null where it is the partition's own or there is none. */
  public @Nullable Duration limit() {
    return time == null ? null : SlurmTime.parse(time).orElse(null);
  }
}
