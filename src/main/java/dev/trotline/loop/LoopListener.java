package dev.trotline.loop;

import java.util.Map;

/** Hears what the loop does, as it happens. */
public interface LoopListener {

  /**
   * Something happened.
   *
   * @param event its name in {@code --json}
   * @param fields its facts
   * @param line the same for a person
   */
  void event(String event, Map<String, Object> fields, String line);

  /** Called at every look while runs go on. */
  void progress();
}
