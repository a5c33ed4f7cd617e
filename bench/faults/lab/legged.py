"""How the cases of scripts/legged.py and of a cluster's job scripts are started and changed."""

from __future__ import annotations

SCRIPT = "scripts/legged.py"
AGENT = "configs/agent.yaml"
MODEL_LINE = "        self.datas = [mujoco"
LEARN = "    runner.learn("
END = "    train(get_args())\n"

_JOB = """
#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --time=02:00:00
#SBATCH --output=slurm-%j.out
echo "JobID ${{SLURM_JOB_ID}} on $(hostname), started $(date)"
ulimit -c 0
{command}
code=$?
echo "job finished with exit code $code at $(date)"
exit $code
"""


def legged(extra: str = "", envs: int = 8, iterations: int = 4, run: str = "exec") -> str:
    command = f"python {SCRIPT} --headless --num_envs={envs} --max_iterations={iterations}"
    return " ".join(part for part in (run, command, extra) if part)


def job(command: str, name: str = "gait") -> tuple[str, dict[str, str]]:
    """The script and the files of a batch job that runs the command."""
    number = 40000 + sum(map(ord, name + command)) % 20000
    return f"exec env SLURM_JOB_ID={number} bash job.sh", {"job.sh": _JOB.format(name=name, command=command)}


def before(marker: str, lines: str) -> tuple[str, str, str]:
    """Puts lines before the marker in the legged driver."""
    return (SCRIPT, marker, lines + marker)
