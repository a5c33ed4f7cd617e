package dev.trotline.analyze.export;

import java.util.function.Consumer;

/** Runs one after the other, so that no more than one need be in memory. */
@FunctionalInterface
public interface RunSource {

  /** Hands every run on, once. */
  void forEach(Consumer<ExportedRun> sink);
}
