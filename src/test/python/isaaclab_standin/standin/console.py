"""Blocks of an iteration, formats A to E (rsl_rl 2.0 to 5.4)."""

from __future__ import annotations

BOLD, PLAIN = "\033[1m", "\033[0m"


def block(style: str, it: int, total: int, run_name: str, seconds: float, values: dict[str, float]) -> str:
    wide = 40 if style in "CDE" else 35
    title = f"Learning iteration {it}/{total}"
    lines = ["#" * 80]
    lines.append(
        f"{BOLD}{title.center(80)}{PLAIN} " if style in "CDE" else f"{BOLD} {title} {PLAIN}".center(80)
    )
    lines.append("")

    def row(label: str, text: str) -> None:
        lines.append(f"{label:>{wide}} {text}")

    losses = {"value": 0.02, "surrogate": -0.006, "entropy": 9.0}
    noise = "Mean action std:" if style in "DE" else "Mean action noise std:"
    if style in "AB":
        row("Computation:", f"25420 steps/s (collection: {seconds:.3f}s, learning 0.001s)")
        row(noise, "0.98")
        if style == "A":
            row("Value function loss:", f"{losses['value']:.4f}")
            row("Surrogate loss:", f"{losses['surrogate']:.4f}")
        else:
            row("Mean value_function loss:", f"{losses['value']:.4f}")
            row("Mean surrogate loss:", f"{losses['surrogate']:.4f}")
            row("Mean entropy loss:", f"{losses['entropy']:.4f}")
    else:
        if run_name:
            row("Run name:", run_name)
        row("Total steps:", f"{(it + 1) * 98304} ")
        row("Steps per second:", "25420 ")
        row("Collection time:", f"{seconds:.3f}s ")
        row("Learning time:", "0.001s ")
        for name, loss in losses.items():
            row(f"Mean {name} loss:", f"{loss:.4f}")
    row("Mean reward:", f"{values['Train/mean_reward']:.2f}")
    row("Mean episode length:", f"{values['Train/mean_episode_length']:.2f}")
    if style in "CDE":
        row(noise, "0.98")
    for tag, value in values.items():
        if tag.split("/")[0] in ("Episode_Reward", "Episode_Termination", "Metrics"):
            row(f"{tag}:", f"{value:.4f}")
    lines.append("-" * 80)
    if style in "AB":
        row("Total timesteps:", str((it + 1) * 98304))
    row("Iteration time:", f"{seconds:.2f}s")
    elapsed = (it + 1) * seconds
    if style == "A":
        row("Total time:", f"{elapsed:.2f}s")
        row("ETA:", f"{(total - it) * seconds:.1f}s")
    else:
        row("Time elapsed:", "00:00:01")
        row("ETA:", "00:00:01")
    return "\n".join([*lines, ""])


def reward_table(terms: dict[str, float]) -> str:
    rows = [(str(i), name, str(weight)) for i, (name, weight) in enumerate(terms.items())]
    head = ("Index", "Name", "Weight")
    sizes = [max(len(row[i]) for row in [head, *rows]) for i in range(3)]
    rule = "+" + "+".join("-" * (size + 2) for size in sizes) + "+"
    width = len(rule) - 2
    lines = [f"[INFO] Reward Manager:  <RewardManager> contains {len(rows)} active terms."]
    lines += ["+" + "-" * width + "+", "|" + "Active Reward Terms".center(width) + "|", rule]
    lines.append(
        "|" + "|".join(f" {text.center(size)} " for text, size in zip(head, sizes, strict=True)) + "|"
    )
    lines.append(rule)
    for index, name, weight in rows:
        lines.append(f"| {index.center(sizes[0])} | {name.ljust(sizes[1])} | {weight.rjust(sizes[2])} |")
    return "\n".join([*lines, rule, ""])
