package dev.trotline.executor.local;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a study has told the others on its machine: one small file.
 *
 * @param study its marker
 * @param place its folder, for people
 * @param owner the Trotline that drives it, see {@link dev.trotline.process.Owner}
 * @param at when this was written, ms since the machine's start
 * @param since since when it waits, ms since the machine's start
 * @param share its weight
 * @param orphaned when somebody noticed that the owner is dead, 0 while nobody has
 * @param wish slots and GPUs it would take if they were free
 * @param booked what it is about to start on, until the processes themselves say so
 */
record Claim(
    String study,
    String place,
    String owner,
    long at,
    long since,
    double share,
    long orphaned,
    Set<String> wish,
    List<Occupant> booked) {

  /** A Trotline looks every second; one that has not for so long is stopped or stuck. */
  private static final long FRESH_MILLIS = 10_000;

  Claim {
    wish = Set.copyOf(wish);
    booked = List.copyOf(booked);
  }

  /** True if the others may still be asked to wait for it. */
  boolean waits(long now) {
    return !wish.isEmpty() && now - at < FRESH_MILLIS && now >= at;
  }

  Claim orphanedAt(long now) {
    return new Claim(study, place, owner, at, since, share, now, wish, booked);
  }

  /** The same once what was booked has been started. */
  Claim started() {
    return new Claim(study, place, owner, at, since, share, orphaned, wish, List.of());
  }

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "study", study);
    line(text, "place", place);
    line(text, "owner", owner);
    line(text, "at", Long.toString(at));
    line(text, "since", Long.toString(since));
    line(text, "share", Double.toString(share));
    line(text, "orphaned", Long.toString(orphaned));
    wish.forEach(key -> line(text, "wish", key));
    booked.forEach(booking -> line(text, "booked", booking.text()));
    return text.append("end\n").toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value.replaceAll("[\\r\\n]", " ")).append('\n');
  }

  /** Reads {@link #text}; nothing if it is torn or of another Trotline. */
  static Optional<Claim> parse(String text) {
    String study = "";
    String place = "";
    String owner = "";
    long at = 0;
    long since = 0;
    double share = 1;
    long orphaned = 0;
    Set<String> wish = new LinkedHashSet<>();
    List<Occupant> booked = new ArrayList<>();
    try {
      for (String line : text.split("\n")) {
        String[] parts = line.split(" ", 2);
        String value = parts.length < 2 ? "" : parts[1];
        switch (parts[0]) {
          case "study" -> study = value;
          case "place" -> place = value;
          case "owner" -> owner = value;
          case "at" -> at = Long.parseLong(value);
          case "since" -> since = Long.parseLong(value);
          case "share" -> share = Double.parseDouble(value);
          case "orphaned" -> orphaned = Long.parseLong(value);
          case "wish" -> wish.add(value);
          case "booked" -> Occupant.parse(study + ":", value).ifPresent(booked::add);
          default -> {}
        }
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return text.endsWith("end\n") && !study.isEmpty() && share > 0
        ? Optional.of(new Claim(study, place, owner, at, since, share, orphaned, wish, booked))
        : Optional.empty();
  }
}
