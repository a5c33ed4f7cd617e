package dev.trotline.diagnose.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trotline.metrics.Corpus;
import dev.trotline.study.RunState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fast reading of a log must be exactly the plain one: every pattern on every line. */
class LogStreamTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();
  private static final Senses FAST = new Senses(CATALOGUE);
  private static final Senses PLAIN = new Senses(CATALOGUE, false);
  private static final int[] READ_SIZES = {1, 2, 3, 17, 256, 5000, 1 << 20};
  private static final List<Ending> ENDINGS =
      List.of(
          Ending.unknown(),
          new Ending(RunState.CRASHED, 1, false, false),
          new Ending(null, 137, false, false),
          new Ending(RunState.HUNG, null, false, false));

  private static final List<String> LINES =
      List.of(
          "",
          "   ",
          "#".repeat(80),
          "\u001b[1m Learning iteration 12/1500 \u001b[0m",
          "Learning iteration 12/1500",
          "          Mean value_function loss: 0.0123",
          "          Mean value_function loss: nan",
          "             Mean action noise std: inf",
          "       Mean reward: -12.34",
          "  Episode_Reward/track_lin_vel_xy_exp: 0.1234",
          "                 ETA: 00:12:34",
          "                 ETA: 00:00:00",
          "Training time: 55.1 seconds",
          " 12%|█▎       | 123/1000 [00:12<01:23, 10.1it/s]",
          "fps step: 12 epoch: 7/100 frames: 12345",
          "| time/total_timesteps | 4096 |",
          "[INFO] generation 3: best 1.5",
          "epoch 4, loss 0.3",
          "step=24 reward_mean=0.5",
          "{\"iter\": 3, \"value_loss\": Infinity, \"std\": 0.3}",
          "it 7 return +0.1",
          "tick 10",
          " 12%|█▎       | 123/1000 [00:12<01:23, 10.1it/s]Segmentation fault (core dumped)",
          " 12%|█▎       | 123/1000 [00:12<01:23, 10.1it/s]run.sh: line 3: 12 Killed  x",
          "  + Exception Group Traceback (most recent call last):",
          "  |   File \"/home/me/a.py\", line 7, in start",
          "    | FileNotFoundError: [Errno 2] No such file or directory: 'a.yaml'",
          "policy saved to policy.npz",
          "       Mean reward: nan",
          "Mean total reward: inf",
          "exit code: 137",
          "Actor MLP: Sequential(",
          "Learning iteration 2/1500",
          "--- Logging error ---",
          "  what():  CUDA error: an illegal memory access was encountered",
          "ValueError: bare",
          "ModuleNotFoundError",
          "│ /opt/x.py:12 in main",
          "Traceback (most recent call last) ─────",
          "| time/iterations | 12 |",
          "Number of environments: 4096",
          "learning_rate: 1.0e-3",
          "Exception ignored in: <function Foo.__del__ at 0x7f12>",
          "Traceback (most recent call last):",
          "  File \"/home/me/train.py\", line 231, in main",
          "  File \"/opt/lib/python3.11/site-packages/torch/x.py\", line 3",
          "    raise RuntimeError(\"CUDA out of memory\")",
          "RuntimeError: CUDA error: device-side assert triggered",
          "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.",
          "OSError: [Errno 28] No space left on device",
          "OSError: [Errno 13] Permission denied: '/data'",
          "KeyError: 'obs_groups'",
          "During handling of the above exception, another exception occurred:",
          "Process exited with status 137",
          "exitcode  : -9",
          "2026-01-01 12:00:00 [12,345ms] [Error] [omni.physx.plugin] PhysX error: the application"
              + " need to increase the PxgDynamicsMemoryConfig::foundLostPairsCapacity to 1234,"
              + " otherwise, the simulation will miss interactions",
          "2026-01-01 12:00:00 [7ms] [Info] [omni.kit.app.plugin] app ready",
          "(Worker pid=12, ip=1.2.3.4) ",
          "trainer-1  | ",
          "\u001b]0;title\u0007plain",
          "grüße, 世界 \ud83d\udc15",
          "段错误 (core dumped)",
          "[1]+  已杀死  python train.py",
          "Getötet",
          "CUDA out of memory");

  private static final List<String> PREFIXES =
      List.of(
          "[rank0]: ",
          "[rank1]: ",
          "[rank 12]: ",
          "[default3]:",
          "(Worker pid=12, ip=1.2.3.4) ",
          "trainer-1  | ",
          "2026-01-01T12:00:00Z ",
          "\u001b[31m");

  @Test
  void isTheSameAsThePlainReadingOnRandomMixturesOfLines() throws IOException {
    List<String> pool = new ArrayList<>(LINES);
    for (Signature signature : CATALOGUE.signatures()) {
      signature.examples().stream().flatMap(String::lines).forEach(pool::add);
      signature.counterexamples().stream().flatMap(String::lines).forEach(pool::add);
    }
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 120; i++) {
      same(mixture(pool, random), READ_SIZES[i % READ_SIZES.length], "mixture " + i);
    }
  }

  @Test
  void isTheSameOnTheMessagesOfOneSignatureWithOtherDigits() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 60; i++) {
      List<String> few = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        Signature signature = any(CATALOGUE.signatures(), random);
        signature.examples().stream().flatMap(String::lines).forEach(few::add);
        few.add(any(LINES, random));
      }
      same(mixture(few, random), 1 << 20, "digits " + i);
    }
  }

  @Test
  void isTheSameOnRandomBytes() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 30; i++) {
      byte[] bytes = new byte[random.nextInt(4000)];
      random.nextBytes(bytes);
      same(bytes, READ_SIZES[i % READ_SIZES.length], "bytes " + i);
    }
  }

  @Test
  void isTheSameOnLinesLongerThanAnyBuffer() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    for (String filling : List.of("x", "é", "世", "\ud83d\udc15", "a b\u001b[0m", "\r")) {
      for (int length : new int[] {7_990, 8_001, 40_000, 100_003}) {
        StringBuilder text = new StringBuilder("CUDA out of memory ");
        while (text.length() < length) {
          text.append(filling);
        }
        text.append("[Errno 28] No space left\nplain\n  File \"");
        int readSize = READ_SIZES[2 + random.nextInt(5)];
        same(utf8(text.toString()), readSize, filling + " " + length);
      }
    }
  }

  @Test
  void isTheSameOnRealLogs() throws IOException {
    List<Path> logs;
    try (Stream<Path> all = Files.walk(Corpus.folder().resolve("failures"))) {
      logs = all.filter(path -> path.toString().endsWith(".log")).sorted().toList();
    }
    for (int i = 0; i < logs.size(); i++) {
      byte[] bytes = Files.readAllBytes(logs.get(i));
      same(bytes, READ_SIZES[i % READ_SIZES.length], logs.get(i).toString());
    }
  }

  @Test
  void keepsOpenTracebacksOfRanksThatFellSilent() throws IOException {
    String log =
        "[rank3]: Traceback (most recent call last):\n[rank3]:   File \"a.py\", line 1, in f\n"
            + "[rank1]: Traceback (most recent call last):\n"
            + "[rank0]: Learning iteration 1/9\n[rank0]: Mean reward: 1.0\n".repeat(50)
            + "[rank3]: ValueError: late\n";
    same(utf8(log), 64, "silent ranks");
    LogScan scan = read(utf8(log), 1 << 20);
    assertThat(scan.errors()).extracting(PythonError::type).containsExactly("ValueError");
  }

  @Test
  void readsSeveralLogsAsOneAndNumbersTheirLinesThrough() throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 20; i++) {
      LogScan expected = new LogScan(PLAIN);
      LogStream logs = new LogStream(FAST);
      for (int part = 0; part < 3; part++) {
        byte[] log = mixture(LINES, random);
        int before = expected.lines();
        plainLines(
            log,
            line ->
                expected.accept(
                    new LogLine(before + line.number(), line.text(), line.shown(), line.rank())));
        logs.add(new ByteArrayInputStream(log), READ_SIZES[i % READ_SIZES.length]);
      }
      expected.finish();
      same(logs.finish(), expected, "parts " + i);
    }
  }

  private static LogScan read(byte[] log, int readSize) throws IOException {
    LogStream logs = new LogStream(FAST);
    logs.add(new ByteArrayInputStream(log), readSize);
    return logs.finish();
  }

  /** What a reading yields must not depend on how it was read. */
  private static void same(byte[] log, int readSize, String name) throws IOException {
    LogScan expected = new LogScan(PLAIN);
    plainLines(log, expected::accept);
    expected.finish();
    same(read(log, readSize), expected, name);
  }

  private static void same(LogScan scan, LogScan expected, String name) {
    assertThat(scan.tail()).as("%s: tail", name).isEqualTo(expected.tail());
    assertThat(scan.lines()).as("%s: lines", name).isEqualTo(expected.lines());
    assertThat(scan.facts()).as("%s: facts", name).isEqualTo(expected.facts());
    assertThat(scan.errors()).as("%s: errors", name).isEqualTo(expected.errors());
    assertThat(scan.signedLines()).as(name).isEqualTo(expected.signedLines());
    assertThat(progress(scan.progress())).as(name).isEqualTo(progress(expected.progress()));
    assertThat(hits(scan)).as("%s: hits", name).isEqualTo(hits(expected));
    for (Ending ending : ENDINGS) {
      assertThat(Ranking.read(scan, ending)).as(name).isEqualTo(Ranking.read(expected, ending));
    }
  }

  private static List<Object> hits(LogScan scan) {
    List<Object> all = new ArrayList<>();
    for (Hit hit : scan.hits()) {
      all.add(
          List.of(
              hit.signature().id(),
              hit.first(),
              hit.groups(),
              hit.last(),
              hit.count(),
              hit.iterationAfter()));
    }
    return all;
  }

  private static List<Object> progress(Progress progress) {
    return List.of(
        progress.iterations(),
        progress.iteration(),
        progress.total(),
        progress.lastLine(),
        progress.counted(),
        progress.attemptIterations(),
        progress.attemptLine(),
        progress.endLine(),
        progress.builtLine(),
        progress.simulatorLine(),
        progress.complete(),
        progress.nonFinite(),
        progress.stdFirst(),
        progress.nonFiniteStays());
  }

  /** Lines as a terminal has them, told byte by byte. */
  private static void plainLines(byte[] log, Consumer<LogLine> consumer) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int number = 1;
    boolean returned = false;
    for (byte b : log) {
      if (returned && b != '\n') {
        consumer.accept(line(number, line));
      }
      returned = b == '\r';
      if (b == '\n') {
        consumer.accept(line(number, line));
        number++;
      } else if (b != '\r') {
        line.write(b);
      }
    }
    if (line.size() > 0) {
      consumer.accept(line(number, line));
    }
  }

  private static LogLine line(int number, ByteArrayOutputStream bytes) {
    String text = LineBytes.text(bytes.toByteArray(), 0, bytes.size());
    bytes.reset();
    return LogLines.clean(number, text);
  }

  private static byte[] mixture(List<String> pool, SplittableRandom random) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    int lines = random.nextInt(90);
    List<String> often = List.of(any(pool, random), any(pool, random), any(pool, random));
    for (int i = 0; i < lines; i++) {
      String line = random.nextInt(3) == 0 ? any(often, random) : any(pool, random);
      if (random.nextInt(3) == 0) {
        line = otherDigits(line, random);
      }
      if (random.nextInt(3) == 0) {
        line = any(PREFIXES, random) + line;
      }
      if (random.nextInt(8) == 0) {
        int at = random.nextInt(line.length() + 1);
        line = line.substring(0, at) + "\u001b[0;32m" + line.substring(at);
      }
      byte[] bytes = utf8(line);
      if (bytes.length > 0 && random.nextInt(12) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      log.writeBytes(bytes);
      log.writeBytes(utf8(any(List.of("\n", "\n", "\n", "\r\n", "\r", "\r\r\n", "\n\n"), random)));
    }
    return log.toByteArray();
  }

  private static String otherDigits(String line, SplittableRandom random) {
    StringBuilder other = new StringBuilder(line);
    for (int i = 0; i < line.length(); i++) {
      if (Character.isDigit(line.charAt(i)) && random.nextInt(2) == 0) {
        other.setCharAt(i, (char) ('0' + random.nextInt(10)));
      }
    }
    return other.toString();
  }

  private static <T> T any(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
