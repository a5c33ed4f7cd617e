package dev.trotline.analyze.export;

import dev.trotline.metrics.RunSeries;
import java.util.Map;

/**
 * A run as it is written out.
 *
 * @param name such as {@code exp007/s1}, or the folder's path where there is no study
 * @param path its log folder
 * @param series its scalars
 * @param settings dumped trees by the name of their file, such as {@code env.yaml}; may be empty
 */
public record ExportedRun(
    String name, String path, RunSeries series, Map<String, Map<String, Object>> settings) {}
