package dev.trotline.launch.imports;

import dev.trotline.archive.RunRecord;
import dev.trotline.study.Experiment;
import dev.trotline.study.RunId;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an import found and did.
 *
 * @param items every folder that was looked at, sorted by path
 * @param experiments the configurations that were new
 * @param unreadable what could not be looked into, a sentence each
 * @param repaired runs whose folders in the study had to be made anew or mended
 * @param gone runs whose log folder is neither where it was nor among those that were found
 */
public record ImportReport(
    List<Item> items,
    List<Experiment> experiments,
    List<String> unreadable,
    int repaired,
    List<RunId> gone) {

  public ImportReport {
    items = List.copyOf(items);
    experiments = List.copyOf(experiments);
    unreadable = List.copyOf(unreadable);
    gone = List.copyOf(gone);
  }

  /** What became of a folder. */
  public enum Action {
    /** A run the study did not have. */
    IMPORTED,
    /** A run the study has, of which there is more by now. */
    UPDATED,
    /** A run the study has, found in another place because its own is gone. */
    RELINKED,
    /** A run the study has, as it was. */
    UNCHANGED,
    /** Another copy of a run that lies elsewhere, too. */
    COPY,
    /** A training that goes on; left to a later import. */
    RUNNING,
    /** Settings in which nothing was trained. */
    CONFIGURATION_ONLY,
    /** A folder none of whose files can be read. */
    UNREADABLE;

    /** The word used in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One folder.
   *
   * @param path where it is
   * @param action what became of it
   * @param run the run it is, or null
   * @param record that run as it is known now, or null
   * @param reading what it says, or null if it was not read
   * @param problems what could not be read of it
   */
  public record Item(
      Path path,
      Action action,
      @Nullable RunId run,
      @Nullable RunRecord record,
      @Nullable Summary reading,
      List<String> problems) {

    public Item {
      problems = List.copyOf(problems);
    }
  }

  /**
   * What a folder says.
   *
   * @param rule the normalisation applied to its metrics
   * @param metrics number of normalised metrics
   * @param version what wrote it, or null
   */
  public record Summary(String rule, int metrics, @Nullable String version) {}

  /** How many folders came to this. */
  public long count(Action action) {
    return items.stream().filter(item -> item.action() == action).count();
  }
}
