"""Versions, configurations and checkpoints that do not fit, in the labs' usual stacks."""

from __future__ import annotations

from lab.case import ANY_EXIT, Case
from lab.commands import train
from lab.legged import AGENT, SCRIPT, job, legged

_HYDRA = "scripts/hydra_train.py"
_JOB, _JOB_FILES = job(train("Cheetah", run=""), "cheetah")
_RLG_JOB, _RLG_FILES = job("python scripts/rlg_train.py", "rlg")
_LOAD = "import sys\n\nimport torch\n\nsource, target = sys.argv[1:]\nstate = torch.load(source, weights_only=False)\n"
_NEWEST = "$(ls -t logs/*/*/model_*.pt | head -1)"
_FIRST = "python scripts/legged.py --headless --max_iterations=2 --num_envs=4 && "

CASES = [
    Case(
        "1220",
        "swim-c",
        "rsl_rl_config_schema",
        train("Swimmer"),
        r"^(KeyError|ValueError|AttributeError|TypeError): ",
        python="rsl5",
        edits=((AGENT, "actor:\n  class_name: MLPModel", "actor:\n  class_name: ActorCritic"),),
    ),
    Case(
        "1221",
        "go1-f",
        "rsl_rl_config_schema",
        legged(),
        r"^TypeError: .*unexpected keyword argument",
        python="rsl233",
        edits=((AGENT, "  gamma: 0.99\n", "  gamma: 0.99\n  share_cnn_encoders: false\n"),),
        note="a key of a later rsl_rl",
    ),
    Case(
        "1222",
        "hum-c",
        "rsl_rl_config_schema",
        train("Humanoid", envs=3),
        r"^NameError: name 'MLPModel' is not defined",
        python="rsl32",
        edits=((AGENT, "class_name: ActorCritic", "class_name: MLPModel"),),
    ),
    Case(
        "1223",
        "go1-g",
        "rsl_rl_config_schema",
        legged("--task=go1_rough", envs=6),
        r"^KeyError: 'runner'",
        python="rsl10",
        edits=(
            (
                AGENT,
                "runner:\n  policy_class_name: ActorCritic\n  algorithm_class_name: PPO\n  num_steps_per_env: 24\n  max_iterations: 12\n  save_interval: 5\n",
                "num_steps_per_env: 24\nmax_iterations: 12\nsave_interval: 5\nempirical_normalization: false\n",
            ),
        ),
    ),
    Case(
        "1224",
        "cheetah-b",
        "rsl_rl_config_schema",
        _JOB,
        r"^KeyError: 'class_name'",
        python="rsl22",
        files=_JOB_FILES,
        edits=((AGENT, "algorithm:\n  class_name: PPO\n", "algorithm_class_name: PPO\nalgorithm:\n"),),
        note="the name of the algorithm stands where an older rsl_rl looked for it",
    ),
    Case(
        "1225",
        "go1-h",
        "checkpoint_key_mismatch",
        _FIRST
        + f"python tools/convert.py {_NEWEST} base.pt && exec python train.py --task GaitLab-Velocity-Flat-Swimmer-v0 --num_envs 4 --max_iterations 4 --resume base.pt",
        r"^KeyError: '(actor|critic)_state_dict'",
        python="rsl5",
        files={
            "tools/convert.py": _LOAD
            + "merged = {f'actor.{k}': v for k, v in state.pop('actor_state_dict').items()}\nmerged.update({f'critic.{k}': v for k, v in state.pop('critic_state_dict').items()})\ntorch.save({'model_state_dict': merged, **state}, target)\nprint(f'wrote {target}')\n"
        },
        note="the file has the layout of an older rsl_rl",
        accept=("rsl_rl_config_schema",),
    ),
    Case(
        "1226",
        "sb3-n",
        "checkpoint_key_mismatch",
        "python scripts/sb3_train.py --env Ant-v5 --algo sac --steps 240 && exec python scripts/sb3_train.py --env Ant-v5 --load logs/last_model",
        r"^(ValueError|KeyError): |Missing key|Unexpected key",
        python="big",
        note="SAC's parameters are loaded into PPO",
    ),
    Case(
        "1227",
        "go1-i",
        "checkpoint_key_mismatch",
        _FIRST
        + f"python tools/compile.py {_NEWEST} logs/go1_flat/zz/model_9.pt && exec {legged('--resume', run='')}",
        r"(Missing|Unexpected) key\(s\) in state_dict",
        python="rsl10",
        files={
            "tools/compile.py": _LOAD
            + "import os\n\nos.makedirs(os.path.dirname(target))\nstate['model_state_dict'] = {f'_orig_mod.{k}': v for k, v in state['model_state_dict'].items()}\ntorch.save(state, target)\n"
        },
        note="saved from a compiled module",
    ),
    Case(
        "1228",
        "go1-j",
        "checkpoint_not_found",
        legged("--resume --load_run Jul14_10-22-31", run="mkdir -p logs/go1_flat/Jul14_10-20-02; exec"),
        r"^FileNotFoundError: .*Jul14_10-22-31",
        python="rsl20",
    ),
    Case(
        "1229",
        "go1-k",
        "checkpoint_shape_mismatch",
        _FIRST
        + "sed -i -e 's/num_observations = 31/num_observations = 32/' -e 's/                self.actions,/                self.actions, torch.zeros(self.num_envs, 1),/' scripts/legged.py && exec python scripts/legged.py --resume --headless",
        r"size mismatch for actor\.0\.weight",
        python="rsl22",
        note="an observation was added since the checkpoint",
    ),
    Case(
        "1230",
        "skrl-d",
        "checkpoint_shape_mismatch",
        "python scripts/skrl_train.py && exec env CKPT=$(ls -t logs/skrl/*/checkpoints/agent_512.pt | head -1) python scripts/skrl_play.py",
        r"size mismatch for net\.0\.weight",
        python="big",
        files={
            "scripts/skrl_play.py": "import os\nimport runpy\n\nimport torch.nn as nn\nfrom skrl.agents.torch.ppo import PPO\n\ntrain = PPO.__init__\n\n\ndef init(self, *args, **kwargs):\n    train(self, *args, **kwargs)\n    print('[INFO] Loading model checkpoint from:', os.environ['CKPT'])\n    self.load(os.environ['CKPT'])\n\n\nPPO.__init__ = init\nlinear = nn.Linear\nnn.Linear = lambda a, b: linear(a, 128 if b == 64 else b) if a != 64 else linear(128, b)\nrunpy.run_path('scripts/skrl_train.py', run_name='__main__')\n"
        },
        note="the network is wider than the checkpoint's",
    ),
    Case(
        "1231",
        "go1-l",
        "cli_argument_error",
        "exec python scripts/legged.py --task go1_rough --headless --num 16",
        r"error: ambiguous option: --num could match",
        exit_code=2,
        python="rsl22",
    ),
    Case(
        "1232",
        "conf-c",
        "config_file_invalid",
        "exec python scripts/tuned.py --config-name trot",
        r"^(\x1b\[[0-9;]*m)*(yaml|hydra)\..*(ScannerError|ParserError|Exception)",
        python="big",
        files={
            "scripts/tuned.py": "import hydra\n\n\n@hydra.main(version_base='1.3', config_path='../conf', config_name='base')\ndef main(cfg):\n    print(cfg)\n\n\nif __name__ == '__main__':\n    main()\n",
            "conf/base.yaml": "seed: 1\n",
            "conf/trot.yaml": "seed: 3\nagent:\n  lr: 3.0e-4\n  hidden: [256, 128, 64\n  clip: 0.2\nrobot: go1\n",
        },
        env={"HYDRA_FULL_ERROR": "1"},
    ),
    Case(
        "1233",
        "conf-d",
        "config_value_unsupported",
        "exec python scripts/hydra_train.py run_name=night",
        r"^omegaconf\.errors\.",
        python="big",
        edits=(
            (
                _HYDRA,
                '    terrain: str = "plane"',
                '    terrain: str = "plane"\n    spawn: slice | str = "grid"',
            ),
        ),
    ),
    Case(
        "1234",
        "conf-e",
        "config_value_unsupported",
        "exec python scripts/hydra_train.py run_name=b2",
        r"is not a supported primitive type|^omegaconf\.errors\.",
        python="stacks",
        edits=(
            (
                _HYDRA,
                "    import gymnasium as gym\n",
                "    import gymnasium as gym\n    from omegaconf import open_dict\n\n    with open_dict(cfg):\n        cfg.scene.ctrl_range = gym.make('Hopper-v5').action_space.high\n",
            ),
        ),
    ),
    Case(
        "1235",
        "conf-f",
        "hydra_override_syntax",
        "exec python scripts/hydra_train.py run_name=c1 +scene.robot=walker2d scene.num_envs=2",
        r"Could not append to config",
        python="big",
    ),
    Case(
        "1236",
        "bodies-a",
        "name_pattern_unmatched",
        "export PYTHONPATH=$(python -c 'from importlib.util import find_spec as f; print(f(\"isaaclab\").submodule_search_locations[0])')/source/isaaclab; exec python scripts/actuators.py",
        r"ValueError: Not all regular expressions are matched",
        python="big",
        files={
            "scripts/actuators.py": "import mujoco\nfrom isaaclab.utils.string import resolve_matching_names_values as resolve\n\nmodel = mujoco.MjModel.from_xml_path('robots/quad.xml')\njoints = [model.joint(i).name for i in range(1, model.njnt)]\nprint(f'[INFO]: Articulation initialized with {len(joints)} joints: {joints}')\nfor group, gains in {\n    'stiffness': {'.*_hip_joint': 25.0, '.*_knee_joint': 30.0},\n    'damping': {'.*_hip_joint': 0.5, '.*_calf_joint': 0.7},\n}.items():\n    print('[INFO]:', group, resolve(gains, joints)[2])\n"
        },
    ),
    Case(
        "1237",
        "bodies-b",
        "name_pattern_unmatched",
        "exec python scripts/feet.py",
        r"ValueError: Not all regular expressions are matched|^(ValueError|KeyError): ",
        python="mjlab",
        files={
            "scripts/feet.py": "import mujoco\nfrom mjlab.entity import Entity, EntityCfg\n\nrobot = Entity(EntityCfg(spec_fn=lambda: mujoco.MjSpec.from_file('robots/quad.xml')))\nprint('[INFO] robot with bodies', robot.body_names)\nprint('[INFO] base', robot.find_bodies('trunk'))\nprint('[INFO] feet', robot.find_bodies(['.*_foot', '.*_calf']))\n"
        },
    ),
    Case(
        "1238",
        "go1-m",
        "task_not_registered",
        legged("--task=a1_stairs", iterations=300),
        r"^ValueError: Task with name: a1_stairs was not registered",
        python="rsl10",
    ),
    Case(
        "1239",
        "task-c",
        "task_not_registered",
        "exec python scripts/sb3_train.py --env Isaac-Velocity-Rough-Unitree-Go2-v0 --n-envs 16",
        r"NameNotFound: Environment `Isaac-Velocity-Rough-Unitree-Go2` doesn't exist",
        python="big",
    ),
    Case(
        "1240",
        "rlg-c",
        "bad_config_value",
        _RLG_JOB,
        r"^ValueError: 'batch_size' \(128\) must be divisible by 'minibatch_size' \(48\)",
        python="big",
        files=_RLG_FILES,
        edits=(
            ("scripts/rlg_train.py", '"minibatch_size": 64,', '"minibatch_size": 48,'),
            ("scripts/rlg_train.py", '        "num_minibatches": 2,\n', ""),
        ),
        note="128 samples are no multiple of 48",
    ),
    Case(
        "1241",
        "go1-n",
        "numpy_removed_alias",
        legged(envs=4),
        r"AttributeError: module 'numpy' has no attribute 'float'",
        python="rsl10",
        files={
            "gaitlab/torch_utils.py": "import numpy as np\nimport torch\n\n\ndef get_axis_params(value, axis_idx, x_value=0.0, dtype=np.float, n_dims=3):\n    zs = np.zeros((n_dims,))\n    zs[axis_idx] = value\n    params = np.where(zs == 1.0, value, zs)\n    params[0] = x_value\n    return list(params.astype(dtype))\n\n\ndef to_torch(x, dtype=torch.float, device='cpu'):\n    return torch.tensor(x, dtype=dtype, device=device)\n"
        },
        edits=(
            (
                SCRIPT,
                "import yaml\n",
                "import yaml\n\nimport sys\n\nsys.path.insert(0, os.getcwd())\nfrom gaitlab.torch_utils import get_axis_params, to_torch\n",
            ),
        ),
    ),
    Case(
        "1242",
        "go1-o",
        "robot_model_invalid",
        legged("--task go1_rough", envs=2),
        r"^ValueError: (XML Error|Error)",
        python="rsl32",
        edits=(
            (
                "robots/quad.xml",
                "  <actuator>\n",
                '  <keyframe>\n    <key name="home" qpos="0 0 0.32 1 0 0 0 0 0.9 -1.8 0 0.9 -1.8 0 0.9 -1.8 0 0.9 -1.8"/>\n  </keyframe>\n  <actuator>\n',
            ),
        ),
        note="the keyframe is that of a robot of twelve joints",
    ),
    Case(
        "1243",
        "go1-p",
        "user_code_error",
        legged(),
        r"^AttributeError: 'LeggedRobot' object has no attribute '_reward_feet_slip'",
        python="rsl32",
        edits=(
            (
                SCRIPT,
                "            torques = -0.0002\n",
                "            torques = -0.0002\n            feet_slip = -0.04\n",
            ),
        ),
    ),
    Case(
        "1244",
        "go1-q",
        "tensor_shape_mismatch",
        legged(envs=12),
        r"^RuntimeError: The size of tensor a \(4\) must match the size of tensor b \(3\)",
        python="rsl10",
        edits=((SCRIPT, "torch.empty(self.num_envs, 3)", "torch.empty(self.num_envs, 4)"),),
        note="a heading was added to the commands, not to their scale",
    ),
    Case(
        "1245",
        "rlg-d",
        "tensor_shape_mismatch",
        "exec python scripts/rlg_train.py",
        r"^(RuntimeError|ValueError): ",
        python="big",
        edits=(
            (
                "scripts/rlg_train.py",
                '"observation_space": self.env.single_observation_space,',
                '"observation_space": gym.spaces.Box(-np.inf, np.inf, (22,)),',
            ),
        ),
    ),
    Case(
        "1246",
        "go1-r",
        "inference_tensor_misuse",
        legged(iterations=3),
        r"RuntimeError: Inplace update to inference tensor outside InferenceMode",
        python="rsl22",
        edits=(
            (
                "scripts/legged.py",
                "    return env, runner\n",
                "    print('Evaluating the last policy')\n    policy = runner.get_inference_policy(device=args.rl_device)\n    obs, _ = env.reset()\n    for _ in range(50):\n        with torch.no_grad():\n            obs, rew, _, _ = env.step(policy(obs))\n    print('mean reward', rew.mean().item())\n    return env, runner\n",
            ),
        ),
    ),
    Case(
        "1247",
        "go1-s",
        "inference_tensor_misuse",
        legged(iterations=3),
        r"RuntimeError: Inference tensors cannot be saved for backward",
        python="rsl10",
        edits=(
            (
                SCRIPT,
                "    return env, runner\n",
                "    print('Fitting the velocity estimator')\n    estimator = torch.nn.Linear(env.num_obs, 1)\n    optimizer = torch.optim.Adam(estimator.parameters())\n    for epoch in range(5):\n        loss = (estimator(env.obs_buf) - env.base_lin_vel[:, :1]).square().mean()\n        optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()\n        print('epoch', epoch, loss.item())\n    return env, runner\n",
            ),
        ),
    ),
    Case(
        "1248",
        "sb3-o",
        "inference_tensor_misuse",
        "exec python scripts/sb3_train.py --env Swimmer-v5 --steps 512",
        r"RuntimeError: .*[Ii]nference",
        python="big",
        edits=(
            (
                "scripts/sb3_train.py",
                "    model.learn(",
                "    collect = model.collect_rollouts\n    model.collect_rollouts = torch.inference_mode()(collect)\n    with torch.inference_mode():\n        model.policy.mlp_extractor.policy_net.insert(1, torch.nn.Linear(64, 64))\n    model.learn(",
            ),
        ),
        exit_code=ANY_EXIT,
    ),
]
