package dev.trotline.simulator.isaaclab;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the stock velocity tasks, which were renamed in mid-2026 (surface §4.1): {@code
 * Isaac-Velocity-Flat-Anymal-C-v0} became {@code IsaacContrib-Velocity-Flat-AnymalC}. Anybody's own
 * tasks keep their names.
 */
final class TaskIds {

  private static final Pattern STOCK =
      Pattern.compile(
          "Isaac(?:Contrib)?-Velocity-(Flat|Rough)-"
              + "(Anymal-?[BCD]|Unitree-?(?:A1|Go1|Go2)|Spot|H1|G1|Cassie|Digit)"
              + "(-Play)?(?:-v0)?");

  /** Those that moved out of the core. */
  private static final Set<String> CONTRIBUTED =
      Set.of("AnymalB", "AnymalC", "UnitreeA1", "UnitreeGo1");

  private TaskIds() {}

  /** True if it is one of Isaac Lab's own velocity tasks, in any spelling. */
  static boolean isStock(String task) {
    return STOCK.matcher(bare(task)).matches();
  }

  /** The spelling of 2.x; any other task as it stands. */
  static String canonical(String task) {
    Matcher stock = STOCK.matcher(bare(task));
    if (!stock.matches()) {
      return task;
    }
    String robot = stock.group(2).replace("-", "");
    String name =
        robot.replaceFirst("^Anymal(?=.)", "Anymal-").replaceFirst("^Unitree(?=.)", "Unitree-");
    return "Isaac-Velocity-" + stock.group(1) + "-" + name + play(stock) + "-v0";
  }

  /** The spelling since mid-2026; any other task as it stands. */
  static String renamed(String task) {
    Matcher stock = STOCK.matcher(bare(task));
    if (!stock.matches()) {
      return task;
    }
    String robot = stock.group(2).replace("-", "");
    return (CONTRIBUTED.contains(robot) ? "IsaacContrib" : "Isaac")
        + "-Velocity-"
        + stock.group(1)
        + "-"
        + robot
        + play(stock);
  }

  private static String play(Matcher stock) {
    return stock.group(3) == null ? "" : stock.group(3);
  }

  /** Gymnasium's {@code module:Id}; Isaac Lab cuts the module off before it looks the task up. */
  private static String bare(String task) {
    return task.substring(task.lastIndexOf(':') + 1);
  }
}
