"""Runs that end well although their logs look bad."""

from __future__ import annotations

from lab.case import Case
from lab.trot import RUN, gait

_OPTUNA = """
import numpy as np
import optuna


def objective(trial):
    lr = trial.suggest_float("lr", 1e-4, 0.2, log=True)
    clip = trial.suggest_float("clip", 0.05, 0.4)
    weight = np.float64(1.0)
    with np.errstate(all="ignore"):
        for _ in range(60):
            weight = weight - lr * 40.0 * weight ** 3
    return float(weight ** 2 - weight ** 2 * 0.5 + clip)


study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=4))
study.optimize(objective, n_trials=12)
print("best", study.best_params)
"""
_NUMBA = """
import numpy as np
from numba import njit


@njit
def roll(gains, steps):
    state = np.zeros((6, 6))
    total = 0.0
    for _ in range(steps):
        state = 0.9 * state + 0.1 * (gains[::2, ::2] @ state.T) + 0.01
        total += state.sum()
    return total


rng = np.random.default_rng(0)
for it in range(6):
    print(f"iteration {it}: return {roll(0.1 * rng.normal(size=(12, 12)), 200):.4f}", flush=True)
print("done")
"""
_WANDB = "import wandb"
_TESTS = """
import numpy as np
import pytest
import warnings


def reward(velocity, command):
    return np.exp(-np.square(velocity - command) / 0.25)


@pytest.mark.parametrize("command", [0.0, 0.5, 1.0])
def test_reward_is_one_at_the_command(command):
    assert reward(command, command) == 1.0


def test_reward_warns_of_a_fallen_robot():
    warnings.warn("robot 3 has fallen, its reward is nan", RuntimeWarning)
    assert np.isnan(reward(np.nan, 0.0))


@pytest.mark.xfail(reason="stairs are not ready", raises=ZeroDivisionError)
def test_stairs():
    1 / 0


def test_bad_command_is_refused():
    with pytest.raises(ValueError, match="could not convert"):
        float("fatal error")
"""
_EXPORT = """
import torch


class Policy(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Linear(45, 12)

    def forward(self, obs):
        if obs.shape[0] > 0 and bool(obs.abs().max() > 100.0):
            obs = obs / 100.0
        return torch.tanh(self.net(obs))


torch.manual_seed(0)
policy = Policy()
for epoch in range(3):
    print(f"epoch {epoch} loss {policy(torch.randn(32, 45)).square().mean().item():.4f}", flush=True)
traced = torch.jit.trace(policy, torch.randn(1, 45))
traced.save("policy.jit")
print("exported policy.jit")
"""
_ENV = """
import gymnasium as gym
import numpy as np


class Leg(gym.Env):
    observation_space = gym.spaces.Box(-1.0, 1.0, (3,), np.float32)
    action_space = gym.spaces.Box(-1.0, 1.0, (1,), np.float32)

    def reset(self, *, seed=None, options=None):
        self.q, self.t = 0.2, 0
        return np.array([self.q, 0.0, 4.0]), {}

    def step(self, action):
        self.q, self.t = 0.9 * self.q + 0.1 * float(action[0]), self.t + 1
        return np.array([self.q, float(action[0]), 4.0]), int(100 * self.q), False, self.t >= 40, {}


gym.register("Leg-v0", Leg)
env = gym.make("Leg-v0")
for episode in range(4):
    obs, _ = env.reset(seed=episode)
    total, over = 0.0, False
    while not over:
        obs, reward, term, over, _ = env.step(env.action_space.sample())
        total += reward
    print(f"episode {episode} return {total:.1f}", flush=True)
print("finished 4 episodes")
"""

CASES = [
    Case(
        "1140",
        "trot-a",
        "healthy_with_warnings",
        "exec python scripts/tune.py",
        r"Trial [0-9]+ failed with (parameters|value)",
        exit_code=0,
        python="stacks",
        files={"scripts/tune.py": _OPTUNA},
        note="some trials give nan and are counted out; the study ends well",
    ),
    Case(
        "1141",
        "trot-b",
        "healthy_with_warnings",
        "exec python scripts/tune.py",
        r"NumbaPerformanceWarning",
        exit_code=0,
        python="stacks",
        files={"scripts/tune.py": _NUMBA},
    ),
    Case(
        "1142",
        "trot-c",
        "healthy_with_warnings",
        "chmod a-w . && exec "
        + "setpriv --bounding-set -dac_override,-fowner --inh-caps -dac_override,-fowner python /dev/stdin < scripts/trot.py",
        r"wandb: WARNING|wasn't writable",
        exit_code=0,
        python="stacks",
        env={"WANDB_MODE": "offline", "WANDB_DIR": "/proc/gait", "WANDB_SILENT": "false"},
        files=gait(
            _WANDB,
            before="os.chdir(os.environ['TMPDIR'])\nrun = wandb.init(project='trot', config={'lr': 0.4})",
            each="run.log({'return': returns.mean()}, step=20 - it)",
            after="run.finish()",
        ),
        note="another folder is used, steps are dropped, the run is complete",
        limit=60,
    ),
    Case(
        "1143",
        "trot-d",
        "healthy_with_warnings",
        "exec python -m pytest -p no:cacheprovider -v tests/test_reward.py",
        r"1 xfailed",
        exit_code=0,
        python="stacks",
        files={"tests/test_reward.py": _TESTS},
        note="the lab's tests pass",
    ),
    Case(
        "1144",
        "trot-e",
        "healthy_with_warnings",
        "exec python scripts/export.py",
        r"TracerWarning",
        exit_code=0,
        python="stacks",
        files={"scripts/export.py": _EXPORT},
    ),
    Case(
        "1145",
        "trot-f",
        "healthy_with_warnings",
        "exec python scripts/leg.py",
        r"WARN: .*(dtype|not within the observation space)",
        exit_code=0,
        python="py312",
        files={"scripts/leg.py": _ENV},
    ),
    Case(
        "1146",
        "trot-g",
        "healthy_with_warnings",
        RUN,
        r"FileNotFoundError: \[Errno 2\]",
        exit_code=0,
        python="stacks",
        files=gait(
            "from loguru import logger",
            before="try:\n    prior = np.load('motions/prior.npy')\nexcept OSError:\n    logger.exception('no prior, starting from zero phases')",
            each="logger.debug('trials {}', trials.shape)",
            after="logger.success('run complete')",
        ),
        note="loguru's traceback with values; the file is optional",
    ),
    Case(
        "1147",
        "trot-h",
        "healthy_with_warnings",
        RUN,
        r"fatal: not a git repository",
        exit_code=0,
        python="py313",
        files=gait("import subprocess", before="subprocess.run(['git', 'rev-parse', 'HEAD'], check=False)"),
        env={"GIT_CEILING_DIRECTORIES": "/"},
        note="the snapshot of the code is left out",
    ),
    Case(
        "1148",
        "trot-i",
        "healthy_with_warnings",
        "bash jobs/night.sh; exit $?",
        r"module: command not found",
        exit_code=0,
        python="py312",
        files={
            **gait(),
            "jobs/night.sh": '#!/bin/bash\n#SBATCH --time=08:00:00\nmodule load cuda/12.4\nsource /etc/profile.d/conda.sh\nnvidia-smi -L\necho "job on $(hostname)"\npython scripts/trot.py\necho "exit $?"\n',
        },
        note="three set-up lines fail and are not needed",
    ),
    Case(
        "1149",
        "trot-j",
        "healthy_with_warnings",
        RUN,
        r"Address already in use",
        exit_code=0,
        python="py313",
        files=gait(
            "import http.server\nimport logging\nimport socket\nimport threading\n\nlogging.basicConfig(format='%(levelname)s:%(name)s:%(message)s')",
            before="held = socket.create_server(('127.0.0.1', 29771))\nfor port in (29771, 29772):\n    try:\n        panel = http.server.ThreadingHTTPServer(('127.0.0.1', port), http.server.SimpleHTTPRequestHandler)\n        break\n    except OSError as error:\n        logging.error('panel on port %d: %s; trying the next', port, error)\nthreading.Thread(target=panel.serve_forever, daemon=True).start()\nprint('panel on', panel.server_address)",
        ),
    ),
    Case(
        "1150",
        "trot-k",
        "healthy_with_warnings",
        RUN,
        r"resource_tracker: There appear to be 1 leaked shared_memory objects",
        exit_code=0,
        python="py312",
        files=gait(
            "from multiprocessing import shared_memory",
            before="block = shared_memory.SharedMemory(create=True, size=8192)\nshared = np.ndarray((24, 4), buffer=block.buf)",
            each="shared[:] = trials",
            after="del shared\nblock.close()",
        ),
    ),
    Case(
        "1151",
        "trot-l",
        "healthy_with_warnings",
        RUN,
        r"Task was destroyed but it is pending",
        exit_code=0,
        python="py312",
        files=gait(
            "import asyncio",
            before="loop = asyncio.new_event_loop()\nheartbeat = loop.create_task(asyncio.sleep(3600))\nloop.run_until_complete(asyncio.sleep(0))",
            after="loop.close()\ndel heartbeat, loop",
        ),
    ),
]
