package dev.trotline.executor.local;

import dev.trotline.executor.Executor;
import dev.trotline.executor.ExecutorContract;
import dev.trotline.study.ExecutorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class LocalContractIT implements ExecutorContract {

  @TempDir Path root;
  private final LocalExecutor executor =
      new LocalExecutor(
          new ExecutorSettings("local", 1, 1),
          Map.of("CUDA_VISIBLE_DEVICES", ""),
          InstantSource.system());

  @Override
  public Executor executor() {
    return executor;
  }

  @Override
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  @Override
  public String studyMarker() {
    return "contract-" + ProcessHandle.current().pid();
  }
}
