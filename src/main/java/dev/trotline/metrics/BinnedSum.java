package dev.trotline.metrics;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The exact sum of finite doubles, rounded once (half to even) when it is asked for, as Python's
 * {@code math.fsum} does, but without its overflow on the way. Integers are added up per binary
 * exponent (a superaccumulator, Neal 2015), so sums of parts can be put together in any order with
 * the same result. A value costs one or two additions; memory is 8 bytes per exponent between the
 * least and the largest one met, 17 kB at most.
 */
public final class BinnedSum {

  /** Splits a mantissa of 53 bits, so that a bin holds 2^36 values before it could overflow. */
  private static final int LOW_BITS = 27;

  private static final long LOW_MASK = (1L << LOW_BITS) - 1;

  /** Binary weight of bin 0: the mantissa of a double with exponent field 1 counts 2^-1074s. */
  private static final int UNIT = -1075;

  private static final int SLACK = 8;

  private long[] bins = new long[0];
  private int base;

  /** Adds a finite value. */
  public void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    long mantissa = bits & (1L << 52) - 1;
    if (exponent == 0) {
      if (mantissa == 0) {
        return;
      }
      exponent = 1;
    } else {
      mantissa |= 1L << 52;
    }
    long high = mantissa >>> LOW_BITS;
    long low = mantissa & LOW_MASK;
    if (bits < 0) {
      high = -high;
      low = -low;
    }
    addTo(exponent + LOW_BITS, high);
    // A float's mantissa has 24 bits: nothing is left here for the values trainers log.
    if (low != 0) {
      addTo(exponent, low);
    }
  }

  private void addTo(int bin, long amount) {
    int index = bin - base;
    if (index < 0 || index >= bins.length) {
      index = makeRoom(bin);
    }
    bins[index] += amount;
  }

  private int makeRoom(int bin) {
    int from = bins.length == 0 ? bin - SLACK : Math.min(base, bin - SLACK);
    int to = bins.length == 0 ? bin + SLACK : Math.max(base + bins.length, bin + SLACK);
    long[] wider = new long[to - from];
    System.arraycopy(bins, 0, wider, bins.length == 0 ? 0 : base - from, bins.length);
    bins = wider;
    base = from;
    return bin - from;
  }

  /** Adds all that another sum holds. */
  public void add(BinnedSum other) {
    for (int i = 0; i < other.bins.length; i++) {
      if (other.bins[i] != 0) {
        addTo(other.base + i, other.bins[i]);
      }
    }
  }

  /** Forgets everything. */
  public void clear() {
    Arrays.fill(bins, 0);
  }

  /** The sum, rounded once; infinite only if the true sum is beyond all doubles. */
  public double value() {
    int lowest = 0;
    while (lowest < bins.length && bins[lowest] == 0) {
      lowest++;
    }
    BigInteger sum = BigInteger.ZERO;
    for (int i = bins.length - 1; i >= lowest; i--) {
      sum = sum.shiftLeft(1);
      if (bins[i] != 0) {
        sum = sum.add(BigInteger.valueOf(bins[i]));
      }
    }
    return rounded(sum, base + lowest + UNIT);
  }

  /** An integer times a power of two, which is at least the least double, as a double. */
  private static double rounded(BigInteger sum, int power) {
    BigInteger size = sum.abs();
    int excess = size.bitLength() - 53;
    // Bins below the subnormal range do not exist, so a short integer is exact.
    double result;
    if (excess <= 0) {
      result = Math.scalb((double) size.longValue(), power);
    } else {
      long top = size.shiftRight(excess).longValue();
      boolean half = size.testBit(excess - 1);
      boolean more = size.getLowestSetBit() < excess - 1;
      if (half && (more || (top & 1) == 1)) {
        top++;
      }
      result = Math.scalb((double) top, power + excess);
    }
    return sum.signum() < 0 ? -result : result;
  }
}
