"""Trainers on JAX, Lightning and Stable-Baselines3."""

from __future__ import annotations

import signal

from lab.case import ANY_EXIT, Case, Send

_JAX = '''
"""Critic and gait regression in JAX: the teacher's rollouts are made on the fly."""

import argparse
import time

import jax
import jax.numpy as jnp
import optax
from flax import serialization

p = argparse.ArgumentParser()
p.add_argument("--iters", type=int, default=8)
p.add_argument("--lr", type=float, default=1e-3)
p.add_argument("--reward-scale", type=float, default=1.0)
p.add_argument("--growth", type=float, default=1.0)
p.add_argument("--hidden", type=int, default=32)
p.add_argument("--restore", default=None)
p.add_argument("--debug", action="store_true")
args = p.parse_args()
jax.config.update("jax_debug_nans", args.debug)
jax.config.update("jax_debug_infs", args.debug)
print(f"jax {jax.__version__}, devices {jax.devices()}", flush=True)


def init(key):
    a, b = jax.random.split(key)
    return {"torso": jax.random.normal(a, (19, args.hidden)) * 0.1, "value": jax.random.normal(b, (args.hidden, 1)) * 0.1}


def critic(params, obs):
    return jnp.squeeze(jnp.tanh(obs @ params["torso"]) @ params["value"])


def value_loss(params, obs, returns):
    return jnp.mean(jnp.square(critic(params, obs) - returns))


params = init(jax.random.PRNGKey(0))
if args.restore:
    with open(args.restore, "rb") as stream:
        params = serialization.from_bytes(params, stream.read())
    print("restored", args.restore)
optimizer = optax.adam(args.lr)
state = optimizer.init(params)


@jax.jit
def update(params, state, obs, returns):
    loss, grads = jax.value_and_grad(value_loss)(params, obs, returns)
    steps, state = optimizer.update(grads, state)
    return optax.apply_updates(params, steps), state, loss


start = time.time()
for it in range(args.iters):
    key = jax.random.PRNGKey(it)
    obs = jax.random.normal(key, (256, 19))
    returns = args.reward_scale * (args.growth ** it) * jnp.sum(obs[:, :3], axis=1)
    params, state, loss = update(params, state, obs, returns)
    print(f"iter {it} | value_loss {loss:.4g} | {256 * (it + 1) / (time.time() - start):.0f} steps/s", flush=True)
with open("critic.msgpack", "wb") as stream:
    stream.write(serialization.to_bytes(params))
print("wrote critic.msgpack")
'''
_J = {"scripts/jax_critic.py": _JAX}
_RUN_JAX = "exec python scripts/jax_critic.py "

_LIGHTNING = """
import argparse

import lightning as L
import torch
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--hidden", type=int, default=32)
parser.add_argument("--ckpt", default=None)
parser.add_argument("--devices", type=int, default=1)
parser.add_argument("--precision", default="32-true")


class Student(L.LightningModule):
    def __init__(self, hidden: int = 32) -> None:
        super().__init__()
        self.policy = torch.nn.Sequential(torch.nn.Linear(45, hidden), torch.nn.ELU(), torch.nn.Linear(hidden, 12))

    def training_step(self, batch, batch_idx):
        obs, target = batch
        loss = torch.nn.functional.mse_loss(self.policy(obs), target)
        self.log("bc_loss", loss, prog_bar=True)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)


if __name__ == "__main__":
    args = parser.parse_args()
    torch.set_num_threads(1)
    L.seed_everything(3)
    obs = torch.randn(1024, 45)
    data = TensorDataset(obs, torch.tanh(obs[:, :12]))
    trainer = L.Trainer(
        accelerator="cpu",
        devices=args.devices,
        precision=args.precision,
        max_epochs=args.epochs,
        default_root_dir="logs/student",
        log_every_n_steps=50,
        enable_model_summary=False,
    )
    trainer.fit(Student(args.hidden), DataLoader(data, batch_size=64, shuffle=True), ckpt_path=args.ckpt)
    trainer.save_checkpoint("logs/student.ckpt")
    print("student saved")
"""
_L = {"scripts/student.py": _LIGHTNING}
_RUN_L = "exec python scripts/student.py "

_SB3 = """
import gymnasium as gym
import numpy as np
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import EvalCallback, StopTrainingOnRewardThreshold
from stable_baselines3.common.env_checker import check_env

torch.set_num_threads(1)


class Reach(gym.Env):
    \"\"\"A planar leg that moves its foot to a point.\"\"\"

    observation_space = gym.spaces.Box(-10, 10, (6,), np.float32)
    action_space = gym.spaces.Box(-1, 1, (2,), np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.q = self.np_random.uniform(-0.5, 0.5, 2)
        self.goal = self.np_random.uniform(-1, 1, 2)
        self.t = 0
        return self.observe(), {}

    def observe(self):
        foot = np.array([np.sin(self.q).sum(), -np.cos(self.q).sum()])
        return np.concatenate([self.q, self.goal, foot]).astype(np.float32)

    def step(self, action):
        self.q = np.clip(self.q + 0.1 * action, -3, 3)
        self.t += 1
        obs = self.observe()
        reward = -float(np.linalg.norm(obs[4:] - self.goal))
        return obs, reward, False, self.t >= 50, {}


print("[reach] checking the environment")
check_env(Reach(), warn=True)
model = PPO("MlpPolicy", Reach(), n_steps=100, batch_size=64, n_epochs=2, verbose=1, device="cpu")
stop = StopTrainingOnRewardThreshold(reward_threshold=-500.0, verbose=1)
evaluation = EvalCallback(gym.wrappers.TimeLimit(Reach(), 50), callback_on_new_best=None, eval_freq=200, n_eval_episodes=2)
model.learn(600, callback=[evaluation])
print("[reach] done")
"""

CASES = [
    Case("1000", "critic-a", "healthy", _RUN_JAX, exit_code=0, python="stacks", files=_J),
    Case(
        "1001",
        "critic-b",
        "value_loss_nonfinite",
        _RUN_JAX + "--debug --reward-scale 1e16 --growth 10 --iters 12",
        r"FloatingPointError: (invalid value|inf)",
        python="stacks",
        files=_J,
        note="jax_debug_infs stops at the loss; nothing else is said to be non-finite",
    ),
    Case(
        "1002",
        "critic-c",
        "tensor_shape_mismatch",
        _RUN_JAX,
        r"TypeError: dot_general requires contracting dimensions to have the same shape",
        python="stacks",
        files={"scripts/jax_critic.py": _JAX.replace("(19, args.hidden)) * 0.1", "(22, args.hidden)) * 0.1")},
    ),
    Case(
        "1003",
        "critic-d",
        "user_code_error",
        _RUN_JAX,
        r"^jax\.errors\.TracerBoolConversionError",
        python="stacks",
        files={
            "scripts/jax_critic.py": _JAX.replace(
                "    return jnp.mean(jnp.square(critic(params, obs) - returns))",
                "    error = critic(params, obs) - returns\n    if jnp.max(jnp.abs(error)) > 100.0:\n        error = error / 100.0\n    return jnp.mean(jnp.square(error))",
            )
        },
        note="a Python branch on a traced value",
    ),
    Case(
        "1004",
        "critic-e",
        "checkpoint_key_mismatch",
        'python scripts/jax_critic.py --iters 1 > first.txt 2>&1; sed -i \'s/"torso"/"trunk"/g\' scripts/jax_critic.py; '
        + _RUN_JAX
        + "--restore critic.msgpack",
        r"ValueError: The target dict keys and state dict keys do not match",
        python="stacks",
        files=_J,
    ),
    Case(
        "1005",
        "critic-f",
        "host_memory_exhausted",
        "ulimit -v 9000000; " + _RUN_JAX + "--hidden 90000000",
        r"RESOURCE_EXHAUSTED: Out of memory|std::bad_alloc|Cannot allocate memory",
        python="stacks",
        files=_J,
        note="the words are those of a GPU that ran out; the device is the CPU",
        accept=("cuda_out_of_memory",),
    ),
    Case(
        "1006",
        "critic-g",
        "healthy_with_warnings",
        _RUN_JAX,
        r"UserWarning: Explicitly requested dtype",
        exit_code=0,
        python="stacks",
        files={
            "scripts/jax_critic.py": _JAX.replace(
                "jax.random.normal(key, (256, 19))",
                "jax.random.normal(key, (256, 19)).astype(jnp.float64)",
            )
        },
    ),
    Case(
        "1007",
        "critic-h",
        "distributed_env_missing",
        _RUN_JAX,
        r"ValueError: coordinator_address should be defined",
        python="stacks",
        files={
            "scripts/jax_critic.py": _JAX.replace(
                'print(f"jax', 'jax.distributed.initialize()\nprint(f"jax', 1
            )
        },
    ),
    Case(
        "1008",
        "student-a",
        "healthy_with_warnings",
        _RUN_L,
        r"is smaller than the logging interval",
        exit_code=0,
        python="stacks",
        files=_L,
    ),
    Case(
        "1009",
        "student-b",
        "checkpoint_not_found",
        _RUN_L + "--ckpt logs/student/last.ckpt",
        r"FileNotFoundError: Checkpoint file not found",
        python="stacks",
        files=_L,
    ),
    Case(
        "1010",
        "student-c",
        "checkpoint_shape_mismatch",
        "python scripts/student.py --epochs 1 > first.txt 2>&1; "
        + _RUN_L
        + "--hidden 64 --ckpt logs/student.ckpt --epochs 4",
        r"size mismatch for policy\.0\.weight",
        python="stacks",
        files=_L,
        capture="tty",
    ),
    Case(
        "1011",
        "student-d",
        "user_interrupt",
        _RUN_L + "--epochs 4000",
        r"Detected KeyboardInterrupt",
        exit_code=ANY_EXIT,
        python="stacks",
        files=_L,
        send=(Send(r"Epoch 2", signal.SIGINT, "student.py"),),
        capture="tty",
    ),
    Case(
        "1013",
        "student-f",
        "distributed_launch",
        _RUN_L + "--devices 2",
        r"^(ValueError|RuntimeError|lightning.*MisconfigurationException): .*(ntasks|devices)",
        python="stacks",
        files=_L,
        env={
            "SLURM_NTASKS": "1",
            "SLURM_NTASKS_PER_NODE": "1",
            "SLURM_JOB_NAME": "student",
            "SLURM_JOB_ID": "48211",
            "SLURM_NODELIST": "n01",
            "SLURM_PROCID": "0",
            "SLURM_NODEID": "0",
            "SLURM_LOCALID": "0",
        },
        accept=("bad_config_value",),
        note="two devices asked for in a job of one task",
    ),
    Case(
        "1014",
        "student-g",
        "bad_config_value",
        _RUN_L + "--precision fp12",
        r"ValueError: Precision 'fp12' is invalid",
        python="stacks",
        files=_L,
    ),
    Case(
        "1015",
        "reach-a",
        "healthy_with_warnings",
        "exec python scripts/reach.py",
        r"UserWarning: ",
        exit_code=0,
        python="stacks",
        files={"scripts/reach.py": _SB3},
    ),
    Case(
        "1017",
        "reach-c",
        "healthy_with_warnings",
        "exec python scripts/reach.py",
        r"Stopping training because the mean reward",
        exit_code=0,
        python="stacks",
        files={"scripts/reach.py": _SB3.replace("callback_on_new_best=None", "callback_on_new_best=stop")},
        note="ends early, as configured",
    ),
]
