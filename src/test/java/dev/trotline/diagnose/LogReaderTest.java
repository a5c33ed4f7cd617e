package dev.trotline.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.diagnose.signature.Catalogue;
import dev.trotline.diagnose.signature.Ending;
import dev.trotline.diagnose.signature.Finding;
import dev.trotline.diagnose.signature.LogLine;
import dev.trotline.diagnose.signature.LogScan;
import dev.trotline.diagnose.signature.LogStream;
import dev.trotline.diagnose.signature.Ranking;
import dev.trotline.error.EnvironmentException;
import dev.trotline.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

  private static final LogReader READER = new LogReader(Catalogue.builtIn());
  private static final String LOG =
      "Lauf für \u4e16\u754c \ud83d\udc15\nLearning iteration 3/100\n"
          + "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\n"
          + "torch.OutOfMemoryError: CUDA out of memory.\n";

  @TempDir Path folder;

  @Test
  void readsWhatPowerShellWrites() throws IOException {
    for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
      same(("\ufeff" + LOG).getBytes(charset));
      // Without a mark: known by the NUL bytes of Latin text.
      sameButFirst(("# a log of a training\n" + LOG).getBytes(charset));
    }
    same(("\ufeff" + LOG).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesWhatIsNoTextAndSaysWhatToDo() throws IOException {
    byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4};
    byte[] bzip2 = "BZh91AY&SYxx".getBytes(StandardCharsets.US_ASCII);
    byte[] zip = {'P', 'K', 3, 4, 20, 0};
    byte[] events =
        "\30\0\0\0\0\0\0\0abcd\11\0\0\32\rbrain.Event:2xyz".getBytes(StandardCharsets.US_ASCII);
    refused(xz, "xz -dk");
    refused(bzip2, "bunzip2");
    refused(zip, "zip archive");
    refused(events, "event file");
    assertThat(read("BZh is no archive\n".getBytes(StandardCharsets.US_ASCII)).lines())
        .isEqualTo(1);
  }

  private static void refused(byte[] bytes, String remedy) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is no log")
        .hasMessageContaining(remedy);
  }

  @Test
  void keepsPairsOfSurrogatesTogetherAcrossBuffers() throws IOException {
    String dogs = "\ud83d\udc15".repeat(30_000) + "x\n";
    LogScan scan =
        read(("\ufeffab\n" + dogs + "a" + dogs + LOG).getBytes(StandardCharsets.UTF_16LE));
    assertThat(scan.tail().get(1).text()).doesNotContain("?", "\ufffd").endsWith("\ud83d\udc15x");
    assertThat(scan.lines()).isEqualTo(8);
  }

  @Test
  void readsCompressedLogsAndWhatIsLeftOfTornOnes() throws IOException {
    byte[] packed = gzip((LOG + "x\n".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    assertThat(read(packed).lines()).isEqualTo(100_005);
    LogScan torn = read(Arrays.copyOf(packed, packed.length - 20));
    assertThat(causes(torn)).contains("cuda_out_of_memory");
    same(gzip(("\ufeff" + LOG).getBytes(StandardCharsets.UTF_16LE)));
  }

  @Test
  void refusesDamagedCompressedLogsAndWhatIsNoFile() throws IOException {
    byte[] packed = gzip(LOG.repeat(2000).getBytes(StandardCharsets.UTF_8));
    Arrays.fill(packed, 40, 200, (byte) 0x55);
    Path damaged = Files.write(folder.resolve("a.log.gz"), packed);
    assertThatThrownBy(() -> READER.read(damaged, READER.begin()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> READER.read(folder, READER.begin()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> READER.read(folder.resolve("gone.log"), READER.begin()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void saysWhichStreamCannotBeRead() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    Diagnostician diagnostician = new Diagnostician(InstantSource.system());
    assertThatThrownBy(() -> diagnostician.stream(broken, "standard input", null))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("standard input");
    byte[] packed = gzip(LOG.repeat(2000).getBytes(StandardCharsets.UTF_8));
    Arrays.fill(packed, 40, 200, (byte) 0x55);
    InputStream damaged = new ByteArrayInputStream(packed);
    assertThatThrownBy(() -> diagnostician.stream(damaged, "standard input", null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'standard input'");
  }

  @Test
  void quotesEachOfSeveralLogsByItsOwnNameAndNumbers() throws IOException {
    Path console = Files.writeString(folder.resolve("console.log"), "Learning iteration 3/100\nx");
    Path other =
        Files.write(folder.resolve("job.err.gz"), gzip(LOG.getBytes(StandardCharsets.UTF_8)));
    Diagnosis both = new Diagnostician(InstantSource.system()).together(List.of(console, other), 1);
    assertThat(both.causes().get(0).cause()).isEqualTo("cuda_out_of_memory");
    assertThat(both.causes().get(0).evidence())
        .anySatisfy(
            line -> {
              assertThat(line.file()).isEqualTo(other.toString());
              assertThat(line.line()).isEqualTo(5);
            });
    assertThat(both.tail().get(1).line()).isEqualTo(2);
    assertThat(both.tail().get(2).line()).isEqualTo(1);
  }

  @Test
  void takesBytesForWhatTheyAreWhereNothingSpeaksForAnotherEncoding() throws IOException {
    assertThat(read(new byte[0]).lines()).isZero();
    assertThat(read(new byte[] {0, 0, 0, '\n', 'a'}).lines()).isEqualTo(2);
    assertThat(read("a\u0000b\nc".getBytes(StandardCharsets.UTF_8)).tail())
        .extracting(LogLine::text)
        .containsExactly("ab", "c");
  }

  private static void same(byte[] encoded) throws IOException {
    LogScan scan = read(encoded);
    LogScan plain = read(LOG.getBytes(StandardCharsets.UTF_8));
    assertThat(scan.tail()).isEqualTo(plain.tail());
    assertThat(scan.lines()).isEqualTo(5);
    assertThat(causes(scan)).isEqualTo(causes(plain)).contains("cuda_out_of_memory");
  }

  private static void sameButFirst(byte[] encoded) throws IOException {
    LogScan scan = read(encoded);
    assertThat(scan.lines()).isEqualTo(6);
    assertThat(scan.tail().get(1).text()).isEqualTo(LOG.lines().findFirst().orElseThrow());
    assertThat(causes(scan)).contains("cuda_out_of_memory");
  }

  private static LogScan read(byte[] bytes) throws IOException {
    LogStream logs = READER.begin();
    READER.read(new ByteArrayInputStream(bytes), "test", logs);
    return logs.finish();
  }

  private static List<String> causes(LogScan scan) {
    return Ranking.read(scan, Ending.unknown()).findings().stream().map(Finding::cause).toList();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(bytes);
    }
    return packed.toByteArray();
  }
}
