package dev.trotline.launch;

import dev.trotline.archive.Archive;
import dev.trotline.launch.imports.Importer;
import dev.trotline.study.Author;
import dev.trotline.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** An import, to be killed with -9. Arguments: study folder, folder to import. */
final class ImportMain {

  private ImportMain() {}

  public static void main(String[] args) throws IOException {
    Study study = Studies.in(Path.of(args[0]));
    try (Archive archive = Archive.open(study.archive(), InstantSource.system())) {
      Files.createFile(study.root().resolve("awake-" + ProcessHandle.current().pid()));
      new Importer(
              study,
              archive,
              new FakeSimulator(request -> null, path -> null),
              Author.importer("tester"),
              InstantSource.system(),
              (done, all) -> {})
          .run(List.of(Path.of(args[1])), false);
    }
  }
}
