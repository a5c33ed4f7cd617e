package dev.trotline.diagnose.signature;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a line is looked at for, prepared once for any number of logs. Immutable.
 *
 * <p>A pattern is run on a line only if a plain piece of it is there. The same pieces are the gate
 * by which whole lines are passed over as bytes: what no gating pattern can match, no part of a
 * scan takes notice of.
 */
public final class Senses {

  /**
   * What a line of an exception's message matches.
   *
   * @param slots the patterns, in their order, one for each signature
   * @param digitBound true if other digits in their places could change it
   */
  record Heard(List<Slot> slots, boolean digitBound) {}

  /**
   * What stands before the traceback of an exception that ends nothing: one in a finalizer, one
   * inside the logging module, one that asyncio reports of a task nobody waits for.
   */
  private static final Pattern IGNORED =
      Pattern.compile(
          "^Exception ignored|^--- Logging error ---\\z"
              + "|(?:Task|Future) exception was never retrieved"
              + "|(?:^|asyncio\\b.{0,40})Exception in callback [^()]{1,200}\\(");

  private final List<Slot> slots = new ArrayList<>();
  private final List<Pattern> patterns = new ArrayList<>();
  private final Map<Pattern, Integer> indexes = new IdentityHashMap<>();
  private final Map<Pattern, Finder> finders = new IdentityHashMap<>();
  private final List<DigitBlind.Doubt> doubts = new ArrayList<>();
  private final PatternSet set;
  private final boolean hinted;
  private final int firstDoubt;

  /** Prepares what a catalogue needs. */
  public Senses(Catalogue catalogue) {
    this(catalogue, true);
  }

  /**
   * @param catalogue the signatures
   * @param hinted false to run every pattern on every line, for tests of the hints themselves
   */
  Senses(Catalogue catalogue, boolean hinted) {
    this.hinted = hinted;
    for (Signature signature : catalogue.signatures()) {
      signature.patterns().forEach(p -> slots.add(new Slot(signature, p, Slot.Role.MATCHES)));
      Pattern requires = signature.requires();
      if (requires != null) {
        slots.add(new Slot(signature, requires, Slot.Role.REQUIRED));
      }
      signature.forbids().forEach(p -> slots.add(new Slot(signature, p, Slot.Role.FORBIDDEN)));
    }
    slots.forEach(slot -> patterns.add(slot.pattern()));
    BitSet gates = new BitSet();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      gates.set(i, slot.fitsLines());
      boolean othersBlind =
          slot.role() != Slot.Role.MATCHES
              || slot.signature().excludes().stream().allMatch(DigitBlind::is);
      doubt(slot.pattern(), othersBlind);
    }
    gate(Progress.GATES);
    gate(LogScan.FACTS.values());
    gate(TracebackParser.GATES);
    gate(List.of(IGNORED));
    int gating = patterns.size();
    for (Slot slot : slots) {
      slot.signature().excludes().forEach(this::note);
    }
    firstDoubt = patterns.size();
    List<List<List<List<String>>>> demands = new ArrayList<>();
    patterns.forEach(pattern -> demands.add(Literals.demands(pattern.pattern())));
    doubts.forEach(doubt -> demands.add(Literals.demands(doubt.narrow())));
    patterns.forEach(pattern -> finders.put(pattern, new Finder(pattern)));
    set = new PatternSet(demands, i -> i < slots.size() ? gates.get(i) : i < gating);
  }

  private void gate(Iterable<Pattern> gates) {
    for (Pattern pattern : gates) {
      doubt(pattern, true);
      note(pattern);
    }
  }

  private void note(Pattern pattern) {
    if (indexes.putIfAbsent(pattern, patterns.size()) == null) {
      patterns.add(pattern);
    }
  }

  /** Notes by what it is seen that this pattern may tell one digit of a line from another. */
  private void doubt(Pattern pattern, boolean othersBlind) {
    if (othersBlind && DigitBlind.is(pattern)) {
      return;
    }
    doubts.add(othersBlind ? DigitBlind.doubt(pattern) : DigitBlind.whole(pattern));
  }

  /** What a line says that no traceback owns. */
  LineSense line(String text) {
    return line(text, seen(text));
  }

  /**
   * The same.
   *
   * @param seen what {@link #seen} found in the line, or in more than the line
   */
  LineSense line(String text, BitSet seen) {
    if (text.isBlank()) {
      return LineSense.IDLE;
    }
    boolean digitBound = digitBound(text, seen);
    boolean traceback = TracebackParser.opens(text, pattern -> isSeen(pattern, seen));
    if (isSeen(IGNORED, seen) && IGNORED.matcher(text).find()) {
      return new LineSense(traceback, true, false, ProgressSign.NONE, List.of(), digitBound);
    }
    boolean fact = false;
    for (Pattern pattern : LogScan.FACTS.values()) {
      fact |= isSeen(pattern, seen) && finds(pattern, text);
    }
    ProgressSign sign =
        Progress.sign(text, pattern -> isSeen(pattern, seen), pattern -> finds(pattern, text));
    List<Slot> matches = sign.consumes() ? List.of() : matches(text, seen, false);
    return new LineSense(traceback, false, fact, sign, matches, digitBound);
  }

  /** What a line of an exception's message matches. */
  Heard error(String text) {
    BitSet seen = seen(text);
    return new Heard(matches(text, seen, true), digitBound(text, seen));
  }

  private List<Slot> matches(String text, BitSet seen, boolean error) {
    List<Slot> matches = new ArrayList<>();
    Set<String> matched = new HashSet<>();
    int end = slots.size();
    for (int i = seen.nextSetBit(0); i >= 0 && i < end; i = seen.nextSetBit(i + 1)) {
      Slot slot = slots.get(i);
      boolean fits = error ? slot.fitsErrors() : slot.fitsLines();
      boolean shows = slot.role() == Slot.Role.MATCHES;
      if (!fits
          || (shows && matched.contains(slot.signature().id()))
          || !matches(slot, text, seen)) {
        continue;
      }
      if (shows) {
        matched.add(slot.signature().id());
      }
      matches.add(slot);
    }
    return matches;
  }

  private boolean matches(Slot slot, String text, BitSet seen) {
    if (!finds(slot.pattern(), text)) {
      return false;
    }
    return slot.role() != Slot.Role.MATCHES
        || slot.signature().excludes().stream()
            .noneMatch(exclude -> isSeen(exclude, seen) && finds(exclude, text));
  }

  /** The patterns that may match the text. */
  private BitSet seen(String text) {
    return hinted ? set.candidates(text) : everything();
  }

  /** The same for a line as bytes, without terminal codes. */
  BitSet seen(byte[] bytes, int from, int to) {
    return hinted ? set.candidates(bytes, from, to) : everything();
  }

  /** False if nothing here takes notice of a line with these pieces. */
  boolean mayMatter(BitSet seen) {
    return set.mayGate(seen);
  }

  private BitSet everything() {
    BitSet all = new BitSet();
    all.set(0, firstDoubt + doubts.size());
    return all;
  }

  /** True if another line with the same digits but for their values may say something else. */
  private boolean digitBound(String text, BitSet seen) {
    for (int i = seen.nextSetBit(firstDoubt); i >= 0; i = seen.nextSetBit(i + 1)) {
      if (doubts.get(i - firstDoubt).wide().matcher(text).find()) {
        return true;
      }
    }
    return false;
  }

  /** Only the hints themselves are tested without them. */
  private boolean finds(Pattern pattern, String text) {
    Finder finder = finders.get(pattern);
    return hinted && finder != null ? finder.in(text) : pattern.matcher(text).find();
  }

  private boolean isSeen(Pattern pattern, BitSet seen) {
    Integer index = indexes.get(pattern);
    return index == null || seen.get(index);
  }

  /** The search whose gate passes over what nothing here takes notice of; null if there is none. */
  @Nullable LiteralSearch gate() {
    return hinted && set.gated() ? set.search() : null;
  }
}
