package dev.trotline.archive;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when told. */
final class FakeClock implements InstantSource {

  private Instant now = Instant.parse("2026-11-20T22:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }
}
