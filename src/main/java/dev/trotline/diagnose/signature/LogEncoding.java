package dev.trotline.diagnose.signature;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes UTF-8 of what logs come in: gzip, UTF-16 as PowerShell writes it, with its mark or without.
 * Known by the first bytes, never by the name.
 */
public final class LogEncoding {

  /** As many bytes as tell UTF-16 without a mark from anything else. */
  private static final int SAMPLE = 1024;

  /** As many bytes as tell a text from what is none. */
  private static final int TELLING = 64;

  private static final int GZIP_BUFFER = 1 << 16;

  private LogEncoding() {}

  /** The same text as UTF-8, without a mark at its beginning. */
  public static InputStream utf8(InputStream stream) throws IOException {
    return plain(stream, true);
  }

  private static InputStream plain(InputStream stream, boolean mayBeGzip) throws IOException {
    PushbackInputStream source = new PushbackInputStream(stream, SAMPLE);
    byte[] head = new byte[SAMPLE];
    int length = source.readNBytes(head, 0, SAMPLE);
    if (mayBeGzip && begins(head, length, 0x1f, 0x8b, 0x08)) {
      source.unread(head, 0, length);
      return plain(new Torn(new GZIPInputStream(source, GZIP_BUFFER)), false);
    }
    String foreign = foreign(head, length);
    if (foreign != null) {
      throw new NoText(foreign);
    }
    Charset wide = null;
    int mark = 0;
    if (begins(head, length, 0xff, 0xfe) || begins(head, length, 0xfe, 0xff)) {
      wide = head[0] == (byte) 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
      mark = 2;
    } else if (begins(head, length, 0xef, 0xbb, 0xbf)) {
      mark = 3;
    } else if (mostlyNul(head, length, 1) && !anyNul(head, length, 0)) {
      wide = StandardCharsets.UTF_16LE;
    } else if (mostlyNul(head, length, 0) && !anyNul(head, length, 1)) {
      wide = StandardCharsets.UTF_16BE;
    }
    source.unread(head, mark, length - mark);
    return wide == null ? source : new Transcoded(new InputStreamReader(source, wide));
  }

  /** What no text begins with and people take for a log, and what to do with it; null for none. */
  private static @Nullable String foreign(byte[] head, int length) {
    if (begins(head, length, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return "it is compressed by xz; unpack it first, with 'xz -dk FILE'";
    }
    if (begins(head, length, 0x28, 0xb5, 0x2f, 0xfd)) {
      return "it is compressed by zstd; unpack it first, with 'zstd -d FILE'";
    }
    if (begins(head, length, 'B', 'Z', 'h') && has(head, length, 4, '1', 'A', 'Y', '&')) {
      return "it is compressed by bzip2; unpack it first, with 'bunzip2 -k FILE'";
    }
    if (begins(head, length, 'P', 'K', 3, 4)) {
      return "it is a zip archive, as checkpoints are, and no log; give the run's folder";
    }
    boolean events =
        new String(head, 0, Math.min(length, TELLING), StandardCharsets.ISO_8859_1)
            .contains("brain.Event:");
    return events ? "it is an event file and no log; give the folder it lies in" : null;
  }

  /** A file that is no text at all; the message says what it is and what to do. */
  public static final class NoText extends IOException {
    private static final long serialVersionUID = 1L;

    NoText(String message) {
      super(message);
    }
  }

  /** False for what surely is no text, by its first bytes; reads no more than these. */
  public static boolean mayBeText(InputStream stream) throws IOException {
    byte[] head = stream.readNBytes(TELLING);
    return foreign(head, head.length) == null;
  }

  private static boolean begins(byte[] head, int length, int... magic) {
    return has(head, length, 0, magic);
  }

  private static boolean has(byte[] head, int length, int from, int... magic) {
    if (length < from + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[from + i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** True if most of every second byte are NUL, as of Latin letters in UTF-16. */
  private static boolean mostlyNul(byte[] head, int length, int first) {
    int nul = 0;
    int all = 0;
    for (int i = first; i < length; i += 2) {
      nul += head[i] == 0 ? 1 : 0;
      all++;
    }
    return all > 1 && nul * 4 >= all * 3;
  }

  private static boolean anyNul(byte[] head, int length, int first) {
    for (int i = first; i < length; i += 2) {
      if (head[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Compressed data that breaks off, as of a log that is still being written, ends there. */
  private static final class Torn extends FilterInputStream {
    private boolean ended;

    Torn(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int count = read(one, 0, 1);
      return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (ended) {
        return -1;
      }
      try {
        return super.read(target, from, length);
      } catch (EOFException e) {
        ended = true;
        return -1;
      }
    }
  }

  /** Characters as UTF-8. */
  private static final class Transcoded extends InputStream {
    private final Reader reader;
    private final char[] chars = new char[1 << 14];
    private byte[] bytes = new byte[0];
    private int at;
    private int kept;

    Transcoded(Reader reader) {
      this.reader = reader;
    }

    @Override
    public int read() throws IOException {
      return fill() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, target, from, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      while (at >= bytes.length) {
        int count = reader.read(chars, kept, chars.length - kept);
        if (count < 0 && kept == 0) {
          return false;
        }
        int end = kept + Math.max(0, count);
        // A pair of surrogates stays together.
        kept = count > 0 && Character.isHighSurrogate(chars[end - 1]) ? 1 : 0;
        bytes = new String(chars, 0, end - kept).getBytes(StandardCharsets.UTF_8);
        at = 0;
        chars[0] = kept == 1 ? chars[end - 1] : chars[0];
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
