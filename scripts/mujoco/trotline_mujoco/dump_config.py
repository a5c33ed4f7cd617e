"""Write the effective env.yaml and agent.yaml of a task without starting physics or torch.

python -m trotline_mujoco.dump_config --task TASK --output DIR [options and overrides of train]
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trotline_mujoco import cli, yaml_dump


def main(argv: Sequence[str] | None = None) -> None:
    parser = cli.build_parser("Write the configuration a training would use.")
    parser.add_argument("--output", required=True, type=Path, help="Folder for env.yaml and agent.yaml.")
    args, items = cli.parse(parser, argv)
    env_cfg, agent_cfg = cli.configure_or_exit(args, items)
    try:
        yaml_dump.dump_yaml(args.output / "env.yaml", env_cfg)
        yaml_dump.dump_yaml(args.output / "agent.yaml", agent_cfg)
    except OSError as error:
        raise SystemExit(f"cannot write the configuration to {args.output}: {error.strerror}") from error


if __name__ == "__main__":
    main()
