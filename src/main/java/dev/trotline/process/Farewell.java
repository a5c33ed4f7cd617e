package dev.trotline.process;

/**
 * Last words of a process that is ended by Ctrl-C, TERM or HUP while something of it is open. It
 * leaves as soon as they are said; a second Ctrl-C finds nothing left to interrupt.
 */
public final class Farewell implements AutoCloseable {

  private final Thread hook;

  /** Says the words if this process is to end before it is closed. */
  public Farewell(Runnable words) {
    hook = new Thread(words, "farewell");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Going down already.
      return;
    }
  }
}
