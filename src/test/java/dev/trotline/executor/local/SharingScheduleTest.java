package dev.trotline.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import dev.trotline.study.MachineSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Seeded random nights of several studies on one machine, each choosing by the one rule. */
class SharingScheduleTest {

  /** A study that never runs out of work, or one that comes and goes. */
  private static final class Player {
    final String name;
    final double share;
    final boolean steady;
    boolean wants = true;
    long since;
    Set<String> wish = Set.of();
    int starts;
    long waitsSince = -1;
    long longestWait;

    Player(String name, double share, boolean steady) {
      this.name = name;
      this.share = share;
      this.steady = steady;
    }
  }

  private record Live(Occupant occupant, long until) {}

  private final List<Live> live = new ArrayList<>();
  private final List<Player> players = new ArrayList<>();

  @Test
  void noDeviceIsEverHeldTwiceAndNobodyStarves() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      live.clear();
      players.clear();
      int slots = random.nextInt(1, 9);
      int studies = random.nextInt(2, 6);
      for (int i = 0; i < studies; i++) {
        double share = random.nextInt(1, 5);
        players.add(new Player("study" + i, share, random.nextInt(3) > 0));
      }
      int longest = 20;
      night(random, slots, 3000, longest);
      for (Player player : players) {
        // Everybody may have to wait until each of the others had one turn, and runs end.
        assertThat(player.longestWait)
            .as("seed " + seed + ": " + player.name + " of " + studies + " on " + slots)
            .isLessThanOrEqualTo((long) longest * (studies + 1));
      }
    }
  }

  @Test
  void equalStudiesThatAlwaysWaitHoldEqualSharesWithinOne() {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      live.clear();
      players.clear();
      int slots = random.nextInt(2, 13);
      int studies = random.nextInt(2, 5);
      for (int i = 0; i < studies; i++) {
        players.add(new Player("study" + i, 1, true));
      }
      night(random, slots, 500, 15);
      for (Player player : players) {
        assertThat((double) held(player))
            .as("seed " + seed)
            .isCloseTo((double) slots / studies, offset(1.0));
      }
    }
  }

  @Test
  void weightsAreKeptWithinOne() {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      live.clear();
      players.clear();
      players.add(new Player("heavy", 3, true));
      players.add(new Player("light", 1, true));
      int slots = random.nextInt(4, 17);
      night(random, slots, 500, 15);
      assertThat((double) held(players.get(0)))
          .as("seed " + seed)
          .isCloseTo(slots * 0.75, offset(1.0));
    }
  }

  @Test
  void noSlotStaysFreeWhileSomebodyWaits() {
    SplittableRandom random = new SplittableRandom(7);
    players.add(new Player("a", 1, true));
    players.add(new Player("b", 5, true));
    night(random, 6, 400, 9);
    assertThat(live).hasSize(6);
    assertThat(players).allMatch(player -> player.starts > 20);
  }

  private int held(Player player) {
    return (int) live.stream().filter(one -> one.occupant().study().equals(player.name)).count();
  }

  private void night(SplittableRandom random, int slots, int seconds, int longest) {
    List<Device> devices = Slots.of(new ExecutorSettings("local", slots, 1), 8, List.of());
    for (long now = 1; now <= seconds; now++) {
      long at = now;
      live.removeIf(one -> one.until() <= at);
      for (Player player : players) {
        if (!player.steady && random.nextInt(40) == 0) {
          player.wants = !player.wants;
        }
      }
      // All look once in a second, in any order; then those who could not start look again.
      for (int round = 0; round < 2; round++) {
        List<Player> order = new ArrayList<>(players);
        while (!order.isEmpty()) {
          look(order.remove(random.nextInt(order.size())), devices, now, random, longest);
        }
      }
    }
  }

  private void look(
      Player player, List<Device> devices, long now, SplittableRandom random, int longest) {
    if (!player.wants) {
      player.wish = Set.of();
      player.since = 0;
      player.waitsSince = -1;
      return;
    }
    if (player.wish.isEmpty()) {
      player.since = now;
    }
    if (player.waitsSince < 0) {
      player.waitsSince = now;
    }
    List<Contender> others =
        players.stream()
            .filter(other -> other != player)
            .map(o -> new Contender(o.name, "/" + o.name, o.share, o.since, o.wish))
            .toList();
    Contender me = new Contender(player.name, "/me", player.share, player.since, Set.of());
    List<Occupant> occupants = live.stream().map(Live::occupant).toList();
    Sharing.Choice choice =
        new Sharing(
                MachineSettings.defaults(), 1, GpuState.absent(), occupants, me, others, Set.of())
            .choose(devices, 100, Integer.MAX_VALUE, now, 1);
    player.wish = choice.wish();
    player.since = choice.since();
    for (Device device : choice.devices()) {
      player.starts++;
      String marker = player.name + ":exp000/s" + player.starts;
      live.add(
          new Live(
              new Occupant("", marker, device.name(), List.of(), 1, 0),
              now + random.nextInt(1, longest)));
    }
    if (!choice.devices().isEmpty()) {
      player.longestWait = Math.max(player.longestWait, now - player.waitsSince);
      player.waitsSince = now;
    }
    Set<String> names = new HashSet<>();
    assertThat(live).allMatch(one -> names.add(one.occupant().device()));
  }
}
