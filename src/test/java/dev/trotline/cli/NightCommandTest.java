package dev.trotline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cron and systemd are told. */
class NightCommandTest {
  @TempDir Path folder;
  private Path study;

  @BeforeEach
  void makeAStudy() {
    study = folder.resolve("100% my study's");
    new Cli(folder)
        .launch("init", study.getFileName().toString(), "--name", "legs", "--template", "quad-flat")
        .exits(0);
  }

  private JsonNode night(String... args) {
    String[] all =
        Stream.concat(Stream.of("--json", "night"), Stream.of(args)).toArray(String[]::new);
    return new Cli(study)
        .with("PATH", "/usr/bin:/nowhere:/bin:/usr/bin")
        .launch(all)
        .exits(0)
        .json();
  }

  private String command() {
    List<String> lines =
        night("cron")
            .at("/files/crontab")
            .asText()
            .lines()
            .filter(l -> !l.startsWith("#"))
            .toList();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void aCrontabLineIsWholeAndAShellTakesItAsItIs() throws Exception {
    String line = command();
    assertThat(line)
        .startsWith("0 20 * * 1,2,3,4,5  cd ")
        .contains("100\\%", "TROTLINE_JAVA=", "PATH=/usr/bin:/bin ", "--from 20:00 --until 07:00")
        .doesNotContain("${", "nowhere");
    assertThat(line.replace("\\%", "")).doesNotContain("%");
    // As cron hands it on: the fields away, the percent signs bare.
    String shell = line.split(" ", 6)[5].strip().replace("\\%", "%").replaceAll("&& .*", "&& pwd");
    Process sh = new ProcessBuilder("/bin/sh", "-c", shell).start();
    assertThat(new String(sh.getInputStream().readAllBytes()).strip())
        .isEqualTo(study.toRealPath().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "daily; *; ''",
        "mon-fri; 1,2,3,4,5; 'Mon,Tue,Wed,Thu,Fri '",
        "fri-mon; 5,6,0,1; 'Fri,Sat,Sun,Mon '",
        "Sun, Wed; 0,3; 'Sun,Wed '"
      })
  void daysAreThoseOfThePerson(String text, String cron, String systemd) {
    assertThat(Days.parse(text)).isEqualTo(new Days(cron, systemd));
  }

  @Test
  void unitsAreFilledInAndRunsOutliveThem() throws IOException {
    Path units = folder.resolve("units");
    JsonNode json =
        night("systemd", "--days", "daily", "--from", "21:30", "--into", units.toString());
    assertThat(json.path("written").asBoolean()).isTrue();
    String service = Files.readString(units.resolve("trotline@.service"));
    assertThat(service)
        .contains("KillMode=process", "OOMPolicy=continue", "WorkingDirectory=%f", "--from 21:30")
        .doesNotContain("${");
    assertThat(Files.readString(units.resolve("trotline@.timer")))
        .contains("OnCalendar=*-*-* 21:30:00", "Persistent=true");
    assertThat(json.path("commands").toString()).contains("\\\\x25", "enable-linger");
  }

  @Test
  void instanceNamesAreThoseOfSystemdEscape() {
    assertThat(NightCommand.escaped(Path.of("/home/me/my-study")))
        .isEqualTo("home-me-my\\x2dstudy");
    assertThat(NightCommand.escaped(Path.of("/a b/ü/.x"))).isEqualTo("a\\x20b-\\xc3\\xbc-.x");
    assertThat(NightCommand.escaped(Path.of("/"))).isEqualTo("-");
  }

  @Test
  void aNightWithoutAnEndIsRefused() {
    new Cli(study).launch("night", "cron", "--from", "07:00").exits(3);
    new Cli(study).launch("night", "cron", "--days", "someday").exits(3);
    new Cli(study).launch("night", "at").exits(2);
  }
}
