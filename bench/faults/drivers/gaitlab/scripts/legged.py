"""Trains a quadruped with PD-controlled joints in MuJoCo; configurations are classes, tasks are registered by name."""

# ruff: noqa: N801 - configurations are nested classes with small letters, as in legged_gym
import argparse
import importlib.metadata
import os
import re
from datetime import datetime

import mujoco
import numpy as np
import torch
import yaml

torch.set_num_threads(1)


class RobotCfg:
    class env:
        num_envs = 8
        num_observations = 31
        num_actions = 8
        episode_length = 120

    class asset:
        file = "robots/quad.xml"
        foot_name = "foot"

    class control:
        action_scale = 0.25
        decimation = 4
        kp = 40.0

    class commands:
        ranges = (-0.5, 1.0)

    class normalization:
        clip_observations = 100.0
        lin_vel = 2.0
        dof_vel = 0.05

    class rewards:
        class scales:
            tracking_lin_vel = 1.0
            lin_vel_z = -2.0
            torques = -0.0002
            action_rate = -0.01


class RoughCfg(RobotCfg):
    class terrain:
        horizontal_scale = 0.1
        length = 8.0
        num_rows = 4


class Registry:
    def __init__(self):
        self.tasks = {}

    def register(self, name, task_class, cfg):
        self.tasks[name] = (task_class, cfg)

    def make_env(self, name, num_envs, device):
        if name not in self.tasks:
            raise ValueError(f"Task with name: {name} was not registered")
        task_class, cfg = self.tasks[name]
        return task_class(cfg, num_envs or cfg.env.num_envs, device)


class LeggedRobot:
    def __init__(self, cfg, num_envs, device):
        self.cfg, self.num_envs, self.device = cfg, num_envs, device
        self.num_obs, self.num_actions = cfg.env.num_observations, cfg.env.num_actions
        self.num_privileged_obs = None
        self.max_episode_length = cfg.env.episode_length
        self.heights = self._make_terrain(cfg.terrain) if hasattr(cfg, "terrain") else None
        self.model = mujoco.MjModel.from_xml_path(os.path.join(os.getcwd(), cfg.asset.file))
        self.model.actuator_gainprm[:, 0] = cfg.control.kp
        self.model.actuator_biasprm[:, 1] = -cfg.control.kp
        self.datas = [mujoco.MjData(self.model) for _ in range(num_envs)]
        bodies = [self.model.geom(i).name for i in range(self.model.ngeom)]
        self.feet = [i for i, name in enumerate(bodies) if cfg.asset.foot_name in name]
        print(f"{cfg.asset.file}: {self.model.nu} dofs, {len(self.feet)} feet, {num_envs} envs")
        self._init_buffers()
        self._prepare_reward_function()

    def _make_terrain(self, terrain):
        pixels = int(terrain.length * terrain.num_rows / terrain.horizontal_scale)
        field = np.zeros((pixels, pixels), dtype=np.int16)
        field[::7, ::5] = 3
        return field

    def _init_buffers(self):
        self.episode_length_buf = torch.zeros(self.num_envs, dtype=torch.long)
        self.actions = torch.zeros(self.num_envs, self.num_actions)
        self.last_actions = torch.zeros_like(self.actions)
        self.commands = torch.empty(self.num_envs, 3).uniform_(*self.cfg.commands.ranges)
        self.commands_scale = torch.tensor([2.0, 2.0, 0.25])
        self.obs_buf = torch.zeros(self.num_envs, self.num_obs)
        self.torques = torch.zeros_like(self.actions)
        self.compute_observations()

    def _prepare_reward_function(self):
        scales = {n: v for n, v in vars(self.cfg.rewards.scales).items() if not n.startswith("__")}
        self.reward_functions = [(n, getattr(self, "_reward_" + n), s * 0.02) for n, s in scales.items()]
        self.episode_sums = {name: torch.zeros(self.num_envs) for name in scales}

    @property
    def unwrapped(self):
        return self

    def _read(self, read):
        return torch.tensor(np.stack([read(d) for d in self.datas]), dtype=torch.float32)

    def compute_observations(self):
        scale = self.cfg.normalization
        self.base_lin_vel = self._read(lambda d: d.qvel[:3])
        self.gravity = self._read(lambda d: -d.body("trunk").xmat[6:9])
        self.dof_pos = self._read(lambda d: d.qpos[7:])
        self.dof_vel = self._read(lambda d: d.qvel[6:])
        self.obs_buf = torch.cat(
            (
                self.base_lin_vel[:, :1] * scale.lin_vel,
                self.gravity,
                self.commands * self.commands_scale,
                self.dof_pos,
                self.dof_vel * scale.dof_vel,
                self.actions,
            ),
            dim=-1,
        )

    def get_observations(self):
        if MAJOR >= 3:
            from tensordict import TensorDict

            return TensorDict({"policy": self.obs_buf}, batch_size=[self.num_envs])
        return (self.obs_buf, {"observations": {}}) if MAJOR == 2 else self.obs_buf

    def get_privileged_observations(self):
        return None

    def reset_idx(self, env_ids):
        for i in env_ids.tolist():
            mujoco.mj_resetData(self.model, self.datas[i])
            mujoco.mj_forward(self.model, self.datas[i])
        self.last_actions[env_ids] = 0.0
        self.episode_length_buf[env_ids] = 0

    def reset(self):
        self.reset_idx(torch.arange(self.num_envs))
        self.compute_observations()
        return self.get_observations(), {}

    def step(self, actions):
        self.actions = torch.clip(actions, -10.0, 10.0)
        targets = (self.actions * self.cfg.control.action_scale).numpy()
        for data, target in zip(self.datas, targets, strict=True):
            data.ctrl[:] = target
            for _ in range(self.cfg.control.decimation):
                mujoco.mj_step(self.model, data)
        self.torques = self._read(lambda d: d.actuator_force)
        self.episode_length_buf += 1
        self.compute_observations()
        rew_buf = torch.zeros(self.num_envs)
        for name, func, scale in self.reward_functions:
            rew = func() * scale
            rew_buf += rew
            self.episode_sums[name] += rew
        time_outs = self.episode_length_buf > self.max_episode_length
        dones = time_outs | (self.gravity[:, 2] > -0.4)
        ids = dones.nonzero().flatten()
        extras = {"time_outs": time_outs, "observations": {}}
        if len(ids):
            extras["episode"] = {"rew_" + n: s[ids].mean() / 2.4 for n, s in self.episode_sums.items()}
            for total in self.episode_sums.values():
                total[ids] = 0.0
            self.reset_idx(ids)
        self.last_actions = self.actions.clone()
        if MAJOR >= 2:
            obs = self.get_observations()
            return obs[0] if MAJOR == 2 else obs, rew_buf, dones.long(), extras
        return self.obs_buf, None, rew_buf, dones.long(), extras

    def _reward_tracking_lin_vel(self):
        return torch.exp(-torch.square(self.commands[:, 0] - self.base_lin_vel[:, 0]) / 0.25)

    def _reward_lin_vel_z(self):
        return torch.square(self.base_lin_vel[:, 2])

    def _reward_torques(self):
        return torch.sum(torch.square(self.torques), dim=1)

    def _reward_action_rate(self):
        return torch.sum(torch.square(self.last_actions - self.actions), dim=1)


task_registry = Registry()
task_registry.register("go1_flat", LeggedRobot, RobotCfg)
task_registry.register("go1_rough", LeggedRobot, RoughCfg)


def get_load_path(root, load_run):
    runs = sorted(os.listdir(root)) if os.path.isdir(root) else []
    if not runs:
        raise ValueError("No runs in this directory: " + root)
    folder = os.path.join(root, runs[-1] if load_run == "-1" else load_run)
    models = [file for file in os.listdir(folder) if re.match(r"model_\d+\.pt", file)]
    models.sort(key=lambda name: f"{name:0>15}")
    return os.path.join(folder, models[-1])


def get_args():
    parser = argparse.ArgumentParser(description="RL Policy")
    parser.add_argument("--task", default="go1_flat", help="Overrides config file if provided.")
    parser.add_argument("--resume", action="store_true", help="Resume training from a checkpoint")
    parser.add_argument("--load_run", default="-1", help="Name of the run to load.")
    parser.add_argument("--headless", action="store_true")
    parser.add_argument("--rl_device", default="cpu")
    parser.add_argument("--num_envs", type=int)
    parser.add_argument("--num_steps", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max_iterations", type=int, default=5)
    return parser.parse_args()


def rsl_major():
    if os.environ.get("RSL_SOURCE"):
        return int(os.environ["RSL_SOURCE"])
    return int(importlib.metadata.version("rsl-rl-lib").split(".")[0])


MAJOR = rsl_major()


def train(args):
    from rsl_rl.runners import OnPolicyRunner

    torch.manual_seed(args.seed)
    print(f"Setting seed: {args.seed}")
    env = task_registry.make_env(args.task, args.num_envs, args.rl_device)
    with open("configs/agent.yaml") as stream:
        train_cfg = yaml.safe_load(stream)
    if args.num_steps:
        (train_cfg["runner"] if MAJOR == 1 else train_cfg)["num_steps_per_env"] = args.num_steps
    root = os.path.join(os.getcwd(), "logs", args.task)
    load_path = get_load_path(root, args.load_run) if args.resume else None
    log_dir = os.path.join(root, datetime.now().strftime("%b%d_%H-%M-%S"))
    os.makedirs(log_dir, exist_ok=True)
    runner = OnPolicyRunner(env, train_cfg, log_dir, device=args.rl_device)
    if load_path:
        print(f"Loading model from: {load_path}")
        runner.load(load_path)
    runner.learn(num_learning_iterations=args.max_iterations, init_at_random_ep_len=True)
    return env, runner


if __name__ == "__main__":
    train(get_args())
