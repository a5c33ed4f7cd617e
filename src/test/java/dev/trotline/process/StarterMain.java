package dev.trotline.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Trotline in small: starts one program in a folder, or one in each of many until it is killed.
 */
final class StarterMain {

  private StarterMain() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    if (!args[1].matches("\\d+")) {
      SupervisedProcess.start(
          new SupervisedProcess.Launch(args[1], List.of("sh", "-c", args[2]), Map.of(), folder));
      return;
    }
    int count = Integer.parseInt(args[1]);
    System.out.println("ready");
    for (int i = 0; i < count; i++) {
      Path job = Files.createDirectories(folder.resolve("j" + i));
      if (ProcessFacts.inspect(job) instanceof ProcessFacts.NotStarted) {
        String script = "echo started; exec sleep 0." + i % 10;
        SupervisedProcess.start(
            new SupervisedProcess.Launch(
                args[2] + "/s" + i, List.of("sh", "-c", script), Map.of(), job));
      }
    }
    System.out.println("done");
  }
}
