package dev.trotline.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  @Test
  void writesAndReplacesAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("study.yaml");

    AtomicFile.write(file, "first ü");
    AtomicFile.write(file, "second ü");

    assertThat(file).hasContent("second ü");
    assertThat(names()).containsExactly("study.yaml");
  }

  @Test
  void placesWhatAnotherHasFilledAndNothingIfThatFails() throws IOException {
    Path file = folder.resolve("export.db");

    AtomicFile.place(file, temporary -> Files.writeString(temporary, "first"));
    assertThatThrownBy(
            () ->
                AtomicFile.place(
                    file,
                    temporary -> {
                      Files.writeString(temporary, "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("the disk is full");

    assertThat(file).hasContent("first");
    assertThat(names()).containsExactly("export.db");
  }

  @Test
  void keepsThePermissionsOfTheFileItReplaces() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

    AtomicFile.write(file, "new");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwx------");
  }

  @Test
  void followsALinkToTheFileItself() throws IOException {
    Path file = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    AtomicFile.write(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void showsReadersTheOldContentOrTheNewAndNothingBetween() throws Exception {
    Path file = folder.resolve("shared");
    String a = "a".repeat(100_000);
    String b = "b".repeat(50_000);
    AtomicFile.write(file, a);
    var stop = new AtomicBoolean();
    var writer =
        new Thread(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                AtomicFile.write(file, i % 2 == 0 ? b : a);
              }
            });
    writer.start();
    for (int i = 0; i < 300; i++) {
      assertThat(Files.readString(file)).isIn(a, b);
    }
    stop.set(true);
    writer.join();
  }

  @Test
  void namesTheFileAndKeepsTheOldContentOnAFullDisk() throws IOException {
    try (var disk = TinyDisk.mount(folder.resolve("disk"))) {
      Path file = disk.path().resolve("run.json");
      AtomicFile.write(file, "old");
      disk.fill();

      assertThatThrownBy(() -> AtomicFile.write(file, "n".repeat(10_000)))
          .isInstanceOf(EnvironmentException.class)
          .hasMessage("cannot write " + file + ": the disk is full");
      assertThat(file).hasContent("old");
      assertThat(disk.path().toFile().list()).containsExactlyInAnyOrder("run.json", "filler");
    }
  }

  @Test
  void namesTheFileWhereTheFolderIsMissingOrIsNone() throws IOException {
    Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/x.json"), "x"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("none/x.json: its folder does not exist");
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("file/x.json"), "x"))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("file/x.json");
  }

  @Test
  void writesItsLastWordsEvenWhenInterrupted() {
    Path file = folder.resolve("report.md");
    Thread.currentThread().interrupt();

    AtomicFile.write(file, "what came of it");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("what came of it");
  }

  @Test
  void createsAFileOnce() throws IOException {
    Path file = folder.resolve("claim");

    assertThat(AtomicFile.create(file, "one")).isTrue();
    assertThat(AtomicFile.create(file, "two")).isFalse();
    assertThat(file).hasContent("one");
    assertThat(names()).containsExactly("claim");
  }

  @Test
  void sweepsWhatDeadWritersLeft() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(folder.resolve(".run.json." + dead.pid() + ".3.tmp"), "torn");
    Files.writeString(folder.resolve(".run.json." + ProcessHandle.current().pid() + ".9.tmp"), "");
    Files.writeString(folder.resolve(".mine.tmp"), "");
    Files.writeString(folder.resolve("run.json"), "");

    assertThat(AtomicFile.sweep(folder)).isEqualTo(1);
    assertThat(names()).hasSize(3);
  }

  private String[] names() {
    return folder.toFile().list();
  }

  @Test
  void neitherAPipeNorAFolderIsReplaced(@TempDir Path place) throws Exception {
    Path pipe = place.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> AtomicFile.write(pipe, "text"))
        .hasMessageContaining("is a device or a pipe");
    assertThatThrownBy(() -> AtomicFile.write(place, "text")).hasMessageContaining("is a folder");
    assertThat(Files.exists(pipe) && !Files.isRegularFile(pipe)).isTrue();
  }
}
