"""Numbers that stop being numbers, and memory that runs out, in the labs' usual stacks."""

from __future__ import annotations

from lab.case import ANY_EXIT, Case
from lab.commands import train
from lab.legged import AGENT, SCRIPT, before, job, legged

_FIXED = (AGENT, "schedule: adaptive", "schedule: fixed")
_STD = r"RuntimeError: normal expects all elements of std >= 0.0"
_HUMANOID_JOB, _HUMANOID_FILES = job(train("Humanoid", iterations=20, run=""), "hum-flat")
_SB3_JOB, _SB3_FILES = job("python scripts/sb3_train.py --env Ant-v5 --n-envs 60", "sb3-ant")

CASES = [
    Case(
        "1200",
        "hum-a",
        "policy_std_invalid",
        _HUMANOID_JOB,
        _STD,
        python="rsl22",
        files=_HUMANOID_FILES,
        edits=(_FIXED, (AGENT, "learning_rate: 0.001", "learning_rate: 0.4")),
    ),
    Case(
        "1201",
        "swim-a",
        "policy_std_invalid",
        train("Swimmer", iterations=30),
        _STD,
        python="rsl233",
        edits=(
            (AGENT, "entropy_coef: 0.005", "entropy_coef: -1.5"),
            (AGENT, "init_noise_std: 1.0", "init_noise_std: 0.4"),
            _FIXED,
            (AGENT, "learning_rate: 0.001", "learning_rate: 0.06"),
        ),
    ),
    Case(
        "1202",
        "go1-a",
        "policy_std_invalid",
        legged(iterations=40),
        r"^ValueError: Expected parameter scale",
        python="rsl10",
        edits=(_FIXED, (AGENT, "learning_rate: 0.001", "learning_rate: 0.7")),
    ),
    Case(
        "1203",
        "go1-b",
        "policy_std_invalid",
        legged("--resume", iterations=30, run="python scripts/legged.py --max_iterations=2 && exec"),
        _STD,
        python="rsl233",
        edits=(
            before(
                "    runner.learn(",
                "    if args.resume:\n        runner.alg.learning_rate = 0.05\n        runner.alg.optimizer.param_groups[0]['lr'] = 0.05\n        runner.alg.entropy_coef = -3.0\n",
            ),
            _FIXED,
        ),
        note="the first run ends well, the resumed one does not",
    ),
    Case(
        "1204",
        "cheetah-a",
        "policy_std_invalid",
        train("Cheetah", envs=4, iterations=40),
        _STD,
        python="rsl32",
        edits=(
            (AGENT, "max_grad_norm: 1.0", "max_grad_norm: 1.0e+9"),
            (AGENT, "value_loss_coef: 1.0", "value_loss_coef: 50.0"),
            (AGENT, "init_noise_std: 1.0", "init_noise_std: 0.02"),
            (AGENT, "learning_rate: 0.001", "learning_rate: 0.03"),
            _FIXED,
        ),
        look="headless",
    ),
    Case(
        "1205",
        "ddp-a",
        "policy_std_invalid",
        "exec python -m torch.distributed.run --standalone --nproc_per_node=2 scripts/ddp_train.py",
        r"ValueError: Expected parameter scale",
        edits=(
            (
                "scripts/ddp_train.py",
                "def main() -> None:",
                "class Actor(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.net = torch.nn.Sequential(torch.nn.Linear(11, 32), torch.nn.ELU(), torch.nn.Linear(32, 3))\n        self.std = torch.nn.Parameter(torch.full((3,), 0.1))\n\n    def forward(self, obs):\n        return torch.distributions.Normal(self.net(obs), self.std.expand(3))\n\n\ndef main() -> None:",
            ),
            (
                "scripts/ddp_train.py",
                "        torch.nn.Sequential(torch.nn.Linear(11, 32), torch.nn.ELU(), torch.nn.Linear(32, 3))\n    )",
                "        Actor()\n    )",
            ),
            (
                "scripts/ddp_train.py",
                "torch.distributions.Normal(policy(torch.tensor(obs, dtype=torch.float32)), 0.3)",
                "policy(torch.tensor(obs, dtype=torch.float32))",
            ),
            ("scripts/ddp_train.py", "lr=1e-3", "lr=0.15"),
        ),
        note="both ranks fail alike",
    ),
    Case(
        "1206",
        "go1-c",
        "policy_std_invalid",
        legged(iterations=60, envs=16),
        r"^ValueError: Expected parameter scale",
        python="rsl20",
        edits=(
            (AGENT, "init_noise_std: 1.0", "init_noise_std: 0.1"),
            (AGENT, "entropy_coef: 0.005", "entropy_coef: -0.8"),
            (AGENT, "desired_kl: 0.01", "desired_kl: 8.0"),
        ),
        look="headless",
    ),
    Case(
        "1207",
        "go1-t",
        "policy_mean_nonfinite",
        legged("--task=go1_rough", iterations=20),
        r"^ValueError: Expected parameter loc",
        python="rsl10",
        edits=(
            (
                SCRIPT,
                "                self.gravity,\n",
                "                self.gravity / self.dof_vel.norm(dim=1, keepdim=True),\n",
            ),
        ),
        note="an observation is 0/0 after a reset",
    ),
    Case(
        "1208",
        "sac-a",
        "policy_mean_nonfinite",
        "exec python scripts/sb3_train.py --env Hopper-v5 --algo sac --lr 1e18 --steps 600",
        r"ValueError: Expected parameter loc",
        python="big",
    ),
    Case(
        "1209",
        "hum-b",
        "value_loss_nonfinite",
        train("Humanoid", envs=4, iterations=6),
        r"Mean value loss: (inf|nan)",
        exit_code=ANY_EXIT,
        python="rsl5",
        edits=(
            (
                "gaitlab/rewards.py",
                "    return (~env.fallen).float()",
                "    return (~env.fallen).float() - 4.0e23 * env.fallen.float()",
            ),
        ),
    ),
    Case(
        "1210",
        "go1-d",
        "physics_instability",
        legged(iterations=4),
        r"WARNING: Nan, Inf or huge value in QACC",
        exit_code=ANY_EXIT,
        python="rsl10",
        edits=(
            (SCRIPT, "        kp = 40.0", "        kp = 4.0e7"),
            ("robots/quad.xml", 'integrator="implicitfast"', 'integrator="Euler"'),
            ("robots/quad.xml", ' forcerange="-20 20"', ' ctrllimited="false"'),
        ),
    ),
    Case(
        "1211",
        "walker-a",
        "physics_instability",
        "exec python scripts/sb3_train.py --env GaitLab-Velocity-Flat-Walker-v0 --steps 512",
        r"WARNING: Nan, Inf or huge value in Q",
        exit_code=ANY_EXIT,
        python="big",
        edits=(
            (
                "scripts/sb3_train.py",
                "    if args.algo",
                "    for env in vec.envs:\n        env.unwrapped.model.dof_armature[:] = 0.0\n        env.unwrapped.model.dof_damping[:] = -40.0\n        env.unwrapped.model.opt.integrator = 1\n    if args.algo",
            ),
            (
                "scripts/sb3_train.py",
                "import torch\n",
                "import sys\n\nimport torch\n\nsys.path.insert(0, '.')\nimport gaitlab\n",
            ),
        ),
    ),
    Case(
        "1212",
        "rlg-b",
        "physics_instability",
        "exec python scripts/rlg_train.py",
        r"WARNING: Nan, Inf or huge value in Q",
        exit_code=ANY_EXIT,
        python="big",
        note="the simulation is set back each time; all epochs are run, no episode ends",
        edits=(
            (
                "scripts/rlg_train.py",
                'vectorization_mode="sync")',
                'vectorization_mode="sync")\n        for env in self.env.envs:\n            env.unwrapped.model.geom_solref[:] = (-9.0e8, -1.0)\n            env.unwrapped.model.opt.timestep = 0.06',
            ),
        ),
    ),
    Case(
        "1213",
        "swim-b",
        "host_memory_exhausted",
        train("Swimmer", envs=8),
        r"DefaultCPUAllocator: (can't allocate memory|not enough memory)",
        python="rsl5",
        edits=((AGENT, "num_steps_per_env: 24", "num_steps_per_env: 24000000000"),),
    ),
    Case(
        "1214",
        "sac-b",
        "host_memory_exhausted",
        "exec python scripts/sb3_train.py --env Humanoid-v5 --algo sac",
        r"ArrayMemoryError",
        python="big",
        edits=(
            ("scripts/sb3_train.py", "learning_starts=100", "buffer_size=400_000_000, learning_starts=100"),
        ),
    ),
    Case(
        "1215",
        "skrl-c",
        "host_memory_exhausted",
        "ulimit -v 12000000; exec python scripts/skrl_train.py",
        r"DefaultCPUAllocator|Cannot allocate memory",
        python="big",
        edits=(
            ("scripts/skrl_train.py", "RandomMemory(memory_size=64", "RandomMemory(memory_size=90_000_000"),
        ),
    ),
    Case(
        "1216",
        "go1-e",
        "host_memory_exhausted",
        legged("--task=go1_rough"),
        r"ArrayMemoryError: Unable to allocate",
        python="rsl20",
        edits=(
            (
                SCRIPT,
                "        horizontal_scale = 0.1\n        length = 8.0",
                "        horizontal_scale = 0.00005\n        length = 12.0",
            ),
        ),
    ),
    Case(
        "1217",
        "sb3-m",
        "host_memory_exhausted",
        _SB3_JOB,
        r"Could not allocate memory|can't allocate memory|MemoryError|bad_alloc",
        exit_code=ANY_EXIT,
        python="big",
        files={
            **_SB3_FILES,
            "job.sh": _SB3_FILES["job.sh"].replace("ulimit -c 0", "ulimit -c 0\nulimit -v 4200000"),
        },
    ),
]
