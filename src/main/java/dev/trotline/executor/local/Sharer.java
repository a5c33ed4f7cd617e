package dev.trotline.executor.local;

import dev.trotline.error.EnvironmentException;
import dev.trotline.executor.DeviceReport;
import dev.trotline.executor.Turn;
import dev.trotline.executor.TurnRequest;
import dev.trotline.process.MarkerSweep;
import dev.trotline.process.Owner;
import dev.trotline.process.StudyLock;
import dev.trotline.simulator.Device;
import dev.trotline.study.ExecutorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A study's dealings with the other studies on its machine. Under the machine's lock it looks who
 * holds what and books what it is about to use; the lock is given back before anything is started,
 * so a Trotline that is stopped in the middle of a start holds up its own devices only.
 */
final class Sharer {

  /** So long everybody may wait for the lock before it is worth a word. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Machine machine;
  private final ExecutorSettings settings;
  private final String self = Owner.self();

  /** A predecessor may have left a claim. */
  private boolean claimed = true;

  private long lockedAt = System.nanoTime();

  /** What the last choice found, told on while the lock is somebody else's. */
  private List<String> last = List.of();

  Sharer(Machine machine, ExecutorSettings settings) {
    this.machine = machine;
    this.settings = settings;
  }

  String space() {
    return machine.space();
  }

  /**
   * Opens a turn.
   *
   * @param layout the machine as the study divides it
   * @param known what is wrong already, one sentence each
   * @throws EnvironmentException if the machine's folder cannot be used
   */
  Turn turn(TurnRequest request, Layout layout, List<String> known) {
    List<String> problems = new ArrayList<>(layout.state().problems());
    problems.addAll(known);
    Optional<StudyLock> lock = machine.lock();
    if (lock.isEmpty()) {
      if (System.nanoTime() - lockedAt > PATIENCE_NANOS) {
        problems.add(
            "another Trotline has been choosing devices for long; is it stopped? ("
                + machine.folder()
                + ")");
      }
      problems.addAll(last);
      return new Open(List.of(), List.of(), problems, null);
    }
    try (StudyLock held = lock.get()) {
      lockedAt = System.nanoTime();
      long now = Math.max(1, Owner.uptimeMillis());
      // Claims first: what is booked no more when they are read is seen in the process table.
      List<Claim> claims = machine.claims(true);
      List<Occupant> occupants = occupants(claims);
      Contender me = me(request, claims, now);
      Sharing sharing = sharing(request, layout, claims, occupants, me, now);
      int most = most(occupants, now);
      Sharing.Choice choice =
          sharing.choose(layout.slots(), layout.wanted(), most, now, layout.threads());
      last = choice.problems();
      problems.addAll(last);
      Claim claim =
          new Claim(
              request.study(),
              me.place(),
              self,
              now,
              choice.since(),
              me.share(),
              0,
              choice.wish(),
              choice.devices().stream().map(sharing::occupant).toList());
      claimed = true;
      machine.write(claim);
      return new Open(choice.devices(), choice.report(), problems, claim);
    }
  }

  /** How the devices stand, without a word to anybody. */
  List<DeviceReport> look(TurnRequest request, Layout layout) {
    long now = Math.max(1, Owner.uptimeMillis());
    List<Claim> claims = machine.claims(false);
    List<Occupant> occupants = occupants(claims);
    Contender me = me(request, claims, now);
    return sharing(request, layout, claims, occupants, me, now)
        .choose(layout.slots(), layout.wanted(), 0, now, 1)
        .report();
  }

  private Sharing sharing(
      TurnRequest request,
      Layout layout,
      List<Claim> claims,
      List<Occupant> occupants,
      Contender me,
      long now) {
    List<Contender> others = new ArrayList<>();
    for (Claim claim : claims) {
      boolean waits = claim.waits(now) && Owner.lives(claim.owner());
      others.add(
          new Contender(
              claim.study(),
              claim.place(),
              claim.share(),
              claim.since(),
              waits ? claim.wish() : Set.of()));
    }
    return new Sharing(
        settings.machine(),
        layout.runsPerGpu(),
        layout.state(),
        occupants,
        me,
        others,
        request.taken());
  }

  private Contender me(TurnRequest request, List<Claim> claims, long now) {
    long since =
        claims.stream()
            .filter(claim -> claim.study().equals(request.study()) && claim.waits(now))
            .mapToLong(Claim::since)
            .findFirst()
            .orElse(now);
    return new Contender(
        request.study(), request.place().toString(), settings.machine().share(), since, Set.of());
  }

  private List<Occupant> occupants(List<Claim> claims) {
    List<Occupant> occupants = new ArrayList<>();
    for (MarkerSweep.Holder holder : MarkerSweep.holders()) {
      Occupant.of(holder)
          .filter(occupant -> occupant.space().equals(machine.space()))
          .ifPresent(occupants::add);
    }
    claims.forEach(claim -> occupants.addAll(claim.booked()));
    return occupants;
  }

  /** How many may be started now: one at a time where starts are staggered. */
  private int most(List<Occupant> occupants, long now) {
    long pause = settings.machine().stagger().toMillis();
    if (pause == 0) {
      return Integer.MAX_VALUE;
    }
    // A run that is over already is in nobody's way.
    boolean wait =
        machine
            .lastStart()
            .filter(last -> now - last.at() < pause && now >= last.at())
            .filter(last -> occupants.stream().anyMatch(o -> o.marker().equals(last.marker())))
            .isPresent();
    return wait ? 0 : 1;
  }

  void started(String marker) {
    if (!settings.machine().stagger().isZero()) {
      machine.started(marker);
    }
  }

  void rest(String study) {
    if (claimed) {
      machine.remove(study);
      claimed = false;
    }
  }

  /** A turn; with a claim it holds bookings until it is closed. */
  private final class Open implements Turn {

    private final List<Device> devices;
    private final List<DeviceReport> report;
    private final List<String> problems;
    private final @Nullable Claim claim;

    Open(
        List<Device> devices,
        List<DeviceReport> report,
        List<String> problems,
        @Nullable Claim claim) {
      this.devices = List.copyOf(devices);
      this.report = List.copyOf(report);
      this.problems = List.copyOf(problems);
      this.claim = claim;
    }

    @Override
    public List<Device> devices() {
      return devices;
    }

    @Override
    public List<DeviceReport> report() {
      return report;
    }

    @Override
    public List<String> problems() {
      return problems;
    }

    @Override
    public void close() {
      if (claim == null || claim.booked().isEmpty()) {
        return;
      }
      if (claim.wish().isEmpty()) {
        rest(claim.study());
      } else {
        try {
          machine.write(claim.started());
        } catch (EnvironmentException full) {
          // Without room for it the study waits unheard until its next turn; a booking must go.
          machine.remove(claim.study());
        }
      }
    }
  }
}
