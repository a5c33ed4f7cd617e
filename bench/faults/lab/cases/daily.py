"""Command lines, registries, wrong interpreters, ranks and pools of other libraries."""

from __future__ import annotations

from lab.case import Case

_HEAD = '''
"""Trains the gait table of the lab's hexapod."""

import sys
import time

import numpy as np

{imports}


def train(num_envs: int = 16, iterations: int = 5, gait: str = "tripod") -> None:
    """Trains and prints one line an iteration."""
    rng = np.random.default_rng(num_envs)
    table = np.zeros((6, 3))
    print(f"[hexapod] {{gait}}, {{num_envs}} environments", flush=True)
    for it in range(iterations):
        noise = rng.normal(size=(num_envs, 6, 3))
        cost = np.square(table + 0.1 * noise - 0.2).sum(axis=(1, 2))
        table -= 0.05 * np.tensordot((cost - cost.mean()) / cost.std(), noise, axes=1) / num_envs
        print(f"[hexapod] iteration {{it + 1}}/{{iterations}} cost {{cost.mean():.4f}}", flush=True)
    print("[hexapod] table saved")


{main}
'''


def _hexapod(imports: str, main: str) -> dict[str, str]:
    return {"scripts/hexapod.py": _HEAD.format(imports=imports, main=main)}


_RUN = "exec python scripts/hexapod.py "
_ABSL = _hexapod(
    "from absl import app, flags, logging",
    'flags.DEFINE_integer("num_envs", 16, "environments")\nflags.DEFINE_string("gait", "tripod", "gait")\n\n\ndef main(argv):\n    logging.info("flags read")\n    train(flags.FLAGS.num_envs, gait=flags.FLAGS.gait)\n\n\napp.run(main)',
)
_REGISTRY = _hexapod(
    'class TaskRegistry(dict):\n    def make(self, name):\n        if name not in self:\n            raise LookupError(f"no task called {name!r}; registered: {sorted(self)}")\n        return self[name]()\n\n\nTASKS = TaskRegistry(hexapod_flat=lambda: train(), hexapod_rough=lambda: train(8))',
    "TASKS.make(sys.argv[1])",
)
_NAMES = _hexapod(
    'import re\n\nBODIES = ["base", *(f"{side}{i}_{part}" for side in "LR" for i in (1, 2, 3) for part in ("coxa", "femur", "tibia"))]\n\n\nclass RobotSpecError(Exception):\n    pass\n\n\ndef find_bodies(pattern):\n    found = [name for name in BODIES if re.fullmatch(pattern, name)]\n    if not found:\n        raise RobotSpecError(f"feet: {pattern!r} selects none of the {len(BODIES)} bodies, e.g. {BODIES[:4]}")\n    return found',
    'print("[hexapod] feet", find_bodies(sys.argv[1]))\ntrain()',
)
_GYM_OLD = _hexapod(
    "import gymnasium as gym",
    'env = gym.make("Hopper-v5")\nobs, _ = env.reset(seed=0)\ntotal = 0.0\nfor _ in range(50):\n    obs, reward, done, info = env.step(env.action_space.sample())\n    total += reward\nprint("[hexapod] baseline", total)\ntrain()',
)
_INFERENCE = _hexapod(
    "import torch",
    'with torch.inference_mode():\n    latent = torch.nn.Linear(8, 4)(torch.ones(2, 8))\ntrain(iterations=3)\nprint("[hexapod] adapting the latent to the new terrain", flush=True)\nlatent.requires_grad_(True)\nprint("[hexapod] adapted", float(latent.sum()))',
)
_LOCK = _hexapod(
    'import logging\n\nfrom filelock import FileLock\n\nlogging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(levelname)s %(message)s")\nlogging.getLogger("filelock").setLevel(logging.DEBUG)',
    'print("[hexapod] terrain cache", flush=True)\nwith FileLock("terrain.lock", poll_interval=2.0):\n    train()',
)
_RANKS = """
import datetime
import sys

import torch
import torch.distributed as dist

rank, world = int(sys.argv[1]), int(sys.argv[2])
store = dist.{store}
dist.init_process_group("gloo", store=store, rank=rank, world_size=world, timeout=datetime.timedelta(seconds=8))
print(f"[rank {{rank}}] joined, world {{world}}", flush=True)
for it in range(8):
    gradient = torch.full((32,), float(rank))
    # EACH
    dist.all_reduce(gradient)
    if rank == 0:
        print(f"[rank 0] iteration {{it}} mean {{gradient.mean():.2f}}", flush=True)
dist.destroy_process_group()
print(f"[rank {{rank}}] left", flush=True)
"""
_FILE_STORE = "FileStore('ranks.store', world)"
_TCP_STORE = "TCPStore('127.0.0.1', 29761, world, rank == 0, timeout=datetime.timedelta(seconds=6))"
_ACCELERATE = """
import torch
from accelerate import Accelerator

accelerator = Accelerator(cpu=True)
policy = torch.nn.Linear(45, 12)
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-3)
policy, optimizer = accelerator.prepare(policy, optimizer)
for step in range(30):
    obs = torch.randn(64, 45)
    loss = torch.nn.functional.mse_loss(policy(obs), obs[:, :12])
    optimizer.zero_grad()
    accelerator.backward(loss)
    optimizer.step()
    if step % 10 == 0:
        accelerator.print(f"step {step} loss {loss.item():.4f}", flush=True)
accelerator.print("done")
"""
_RAY = """
import os

import numpy as np
import ray

ray.init(num_cpus=2, include_dashboard=False, object_store_memory=120_000_000, log_to_driver=True)


@ray.remote(num_cpus=1, max_restarts=0)
class Walker:
    def __init__(self, index):
        self.rng = np.random.default_rng(index)

    def rollout(self, weights):
        # ROLLOUT
        return float(self.rng.normal() + weights.sum())


try:
    walkers = [Walker.remote(i) for i in range(2)]
    weights = np.zeros(12)
    for it in range(5):
        returns = ray.get([w.rollout.remote(weights) for w in walkers])
        weights += 0.01
        print(f"iteration {it}: return {np.mean(returns):+.4f}", flush=True)
    print("finished 5 iterations")
finally:
    ray.shutdown()
"""
_RUN_RAY = "exec python scripts/walkers.py"
_HYDRA = {
    "scripts/hexapod.py": """
import hydra
import numpy as np
from omegaconf import OmegaConf


@hydra.main(version_base=None, config_path="../conf", config_name="config")
def main(cfg):
    print(OmegaConf.to_yaml(cfg, resolve=True))
    rng = np.random.default_rng(cfg.seed)
    for it in range(4):
        print(f"iteration {it}: return {rng.normal() + it:.3f}")


if __name__ == "__main__":
    main()
""",
    "conf/config.yaml": "defaults:\n  - agent: ppo\n  - _self_\nseed: 1\nenv:\n  num_envs: 64\n  horizon: 24\nbatch: ${env.horizon}\n",
    "conf/agent/ppo.yaml": "lr: 0.001\n",
    "conf/agent/td3.yaml": "lr: 0.0003\n",
}

CASES = [
    Case("1110", "hexa-a", "healthy", _RUN + "--num_envs=8", exit_code=0, python="stacks", files=_ABSL),
    Case(
        "1111",
        "hexa-b",
        "cli_argument_error",
        _RUN + "--num_env=8",
        r"FATAL Flags parsing error: Unknown command line flag 'num_env'|Unknown command line flag 'num_env'",
        python="stacks",
        files=_ABSL,
    ),
    Case(
        "1112",
        "hexa-c",
        "cli_argument_error",
        _RUN + "--num-env 8",
        r"No such option: --num-env",
        exit_code=2,
        python="stacks",
        files=_hexapod("import typer", "typer.run(train)"),
        capture="u",
    ),
    Case(
        "1113",
        "hexa-d",
        "cli_argument_error",
        _RUN + "--gait=wave --iters=3",
        r"Could not consume arg: --iters=3",
        exit_code=2,
        python="stacks",
        files=_hexapod("import fire", "fire.Fire(train)"),
        note="Fire trains first and then complains of what it could not use",
    ),
    Case(
        "1114",
        "hexa-e",
        "task_not_registered",
        _RUN + "hexapod_stairs",
        r"^LookupError: no task called 'hexapod_stairs'",
        python="py313",
        files=_REGISTRY,
        note="the lab's own registry",
    ),
    Case(
        "1115",
        "hexa-f",
        "task_not_registered",
        "exec python -m mjlab.scripts.train Mjlab-Velocity-Flat-Hexapod",
        r"invalid choice|Mjlab-Velocity-Flat-Hexapod",
        exit_code=2,
        python="mjlab",
        accept=("cli_argument_error",),
    ),
    Case(
        "1116",
        "hexa-g",
        "name_pattern_unmatched",
        _RUN + "'.*_foot'",
        r"RobotSpecError: feet: '\.\*_foot' selects none of the 19 bodies",
        python="py312",
        files=_NAMES,
        note="the lab's own error class",
    ),
    Case(
        "1117",
        "hexa-h",
        "library_api_moved",
        _RUN,
        r"^ValueError: too many values to unpack \(expected 4",
        python="py312",
        files=_GYM_OLD,
        accept=("user_code_error",),
        note="step returns five values since Gym 0.26",
    ),
    Case(
        "1118",
        "hexa-i",
        "library_api_moved",
        _RUN,
        r"^ModuleNotFoundError: No module named 'torch\._six'",
        python="stacks",
        files=_hexapod("from torch._six import inf", "train()"),
        accept=("missing_module",),
    ),
    Case(
        "1119",
        "hexa-j",
        "inference_tensor_misuse",
        _RUN,
        r"RuntimeError: Setting requires_grad=True on inference tensor outside InferenceMode is not allowed",
        python="stacks",
        files=_INFERENCE,
    ),
    Case(
        "1120",
        "hexa-k",
        "missing_module",
        "exec /usr/bin/python3 -m torch.distributed.run --nproc_per_node=2 scripts/ddp_train.py",
        r"No module named 'torch'",
        exit_code=1,
        note="the system's interpreter; no traceback",
    ),
    Case(
        "1121",
        "hexa-l",
        "missing_module",
        "bash jobs/night.sh; exit $?",
        r"^ModuleNotFoundError: No module named 'numpy'",
        files={
            **_hexapod("", "train()"),
            "jobs/night.sh": '#!/bin/bash\n#SBATCH --gres=gpu:1\nmodule load cuda/12.4 anaconda3\nsource activate gait\ncd "$(dirname "$0")/.." || exit 1\n/usr/bin/python3 scripts/hexapod.py\n',
        },
        accept=("container_setup",),
        note="neither modules nor the environment were there; the system's interpreter ran",
    ),
    Case(
        "1122",
        "hexa-m",
        "startup_hang",
        "flock terrain.lock sleep 40 & sleep 1; " + _RUN,
        r"Lock [0-9]+ not acquired on .*terrain\.lock, waiting|not acquired",
        exit_code=None,
        limit=9,
        python="stacks",
        capture="u",
        files=_LOCK,
    ),
    Case(
        "1123",
        "ranks-a",
        "rendezvous_stalled",
        "exec python scripts/ranks.py 0 2",
        r"(DistStoreError|Timed out after [0-9]+ seconds waiting for clients)",
        python="stacks",
        files={"scripts/ranks.py": _RANKS.format(store=_TCP_STORE)},
        note="the other rank never came",
        accept=("collective_timeout",),
    ),
    Case(
        "1124",
        "ranks-b",
        "distributed_rank_failed",
        "python scripts/ranks.py 1 2 & python scripts/ranks.py 0 2; c=$?; wait; exit $c",
        r"Connection (closed|reset) by peer",
        python="stacks",
        files={
            "scripts/ranks.py": _RANKS.format(store=_FILE_STORE).replace(
                "# EACH",
                "if rank == 1 and it == 4:\n        raise ValueError('robot 17: joint limits are reversed')",
            )
        },
        accept=("user_code_error",),
        note="rank 1 raises, rank 0 loses its peer",
    ),
    Case(
        "1125",
        "ranks-c",
        "healthy",
        "python scripts/ranks.py 1 2 & python scripts/ranks.py 0 2; c=$?; wait; exit $c",
        exit_code=0,
        python="stacks",
        files={"scripts/ranks.py": _RANKS.format(store=_FILE_STORE)},
    ),
    Case(
        "1126",
        "ranks-d",
        "distributed_rank_failed",
        "exec python scripts/spawned.py",
        r"ProcessExitedException: process 1 terminated with signal SIGKILL",
        python="stacks",
        files={
            "scripts/spawned.py": "import os\nimport signal\n\nimport torch\nimport torch.distributed as dist\nimport torch.multiprocessing as mp\n\n\ndef work(rank: int) -> None:\n    os.environ.update(MASTER_ADDR='127.0.0.1', MASTER_PORT='29762')\n    dist.init_process_group('gloo', rank=rank, world_size=2)\n    for it in range(8):\n        if rank == 1 and it == 5:\n            os.kill(os.getpid(), signal.SIGKILL)\n        dist.all_reduce(torch.ones(8))\n        print(f'rank {rank} iteration {it}', flush=True)\n\n\nif __name__ == '__main__':\n    mp.spawn(work, nprocs=2)\n"
        },
        accept=("killed_sigkill", "worker_process_died"),
    ),
    Case(
        "1127",
        "accel-a",
        "healthy_with_warnings",
        "exec accelerate launch scripts/accel.py",
        r"The following values were not passed to `accelerate launch`",
        exit_code=0,
        python="stacks",
        files={"scripts/accel.py": _ACCELERATE},
    ),
    Case(
        "1128",
        "accel-b",
        "distributed_launch",
        "exec accelerate launch --multi_gpu --num_processes 1 scripts/accel.py",
        r"ValueError: You need to use at least 2 processes to use `--multi_gpu`",
        python="stacks",
        files={"scripts/accel.py": _ACCELERATE},
        accept=("cli_argument_error", "bad_config_value"),
    ),
    Case(
        "1129",
        "accel-c",
        "missing_module",
        "exec accelerate launch --cpu --num_processes 1 --num_machines 1 --mixed_precision no --dynamo_backend no scripts/accel.py",
        r"^ModuleNotFoundError: No module named 'pytorch_kinematics'",
        python="stacks",
        files={
            "scripts/accel.py": _ACCELERATE.replace(
                "import torch\n", "import pytorch_kinematics\nimport torch\n"
            )
        },
        note="CalledProcessError of the launcher is the last line",
    ),
    Case(
        "1130",
        "walkers-a",
        "healthy",
        _RUN_RAY,
        exit_code=0,
        python="stacks",
        files={"scripts/walkers.py": _RAY},
        limit=60,
    ),
    Case(
        "1131",
        "walkers-b",
        "worker_process_died",
        _RUN_RAY,
        r"ray\.exceptions\.ActorDiedError|RayActorError",
        python="stacks",
        files={
            "scripts/walkers.py": _RAY.replace(
                "# ROLLOUT", "if weights[0] > 0.025:\n            os._exit(11)"
            )
        },
        limit=60,
    ),
    Case(
        "1132",
        "walkers-c",
        "user_code_error",
        _RUN_RAY,
        r"^ray\.exceptions\.RayTaskError\(KeyError\)",
        python="stacks",
        files={
            "scripts/walkers.py": _RAY.replace(
                "# ROLLOUT", "scale = {0: 1.0, 1: 1.0, 2: 1.0}[round(100 * weights[0])]"
            )
        },
        limit=60,
    ),
    Case(
        "1133",
        "conf-a",
        "hydra_override_syntax",
        _RUN + "env.num_envs=32,64",
        r"Ambiguous value for argument 'env\.num_envs=32,64'",
        python="stacks",
        files=_HYDRA,
    ),
    Case(
        "1134",
        "conf-b",
        "hydra_override_syntax",
        _RUN + "agent=sac",
        r"Could not find 'agent/sac'",
        python="stacks",
        files=_HYDRA,
        accept=("config_file_missing", "bad_config_value"),
    ),
    Case(
        "1136",
        "cuda-a",
        "torch_cpu_build",
        _RUN,
        r"^AttributeError: module 'torch\._C' has no attribute '_cuda_setDevice'",
        python="apt",
        files=_hexapod("import torch", "torch.cuda.set_device(0)\ntrain()"),
    ),
    Case(
        "1137",
        "cuda-b",
        "unknown",
        _RUN,
        r"RuntimeError: Found no NVIDIA driver on your system",
        python="stacks",
        files=_hexapod("import torch", "gains = torch.zeros(6, 3).cuda()\ntrain()"),
        accept=("container_setup", "startup_hang_no_cuda_driver"),
        note="torch with CUDA on a machine without a driver; no word fits well",
    ),
    Case(
        "1138",
        "track-a",
        "unknown",
        _RUN,
        r"wandb\.errors\..*(api_key not configured|No API key configured|not configured)",
        python="stacks",
        files=_hexapod("import wandb", "wandb.init(project='hexapod')\ntrain()"),
        env={"WANDB_MODE": "online"},
        accept=("container_setup",),
        note="not logged in; nothing in the vocabulary fits",
    ),
    Case(
        "1189",
        "ranks-e",
        "collective_timeout",
        "python scripts/ranks.py 1 2 & python scripts/ranks.py 0 2; c=$?; kill %1; exit $c",
        r"RuntimeError: .*[Tt]imed out",
        python="stacks",
        files={
            "scripts/ranks.py": _RANKS.format(store=_FILE_STORE).replace(
                "# EACH",
                "if rank == 1 and it == 4:\n        import time\n\n        time.sleep(30)",
            )
        },
        note="no launcher: the ranks are started by hand",
        limit=40,
    ),
]
