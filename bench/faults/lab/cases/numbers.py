"""Physics and numbers in simulators and learners of the lab's own, and stacks that watch for them."""

from __future__ import annotations

from lab.case import ANY_EXIT, Case

_DMC = '''
"""Random search on a dm_control task."""

import numpy as np
from dm_control import suite

env = suite.load("{domain}", "{task}", task_kwargs={{"random": 3}})
spec = env.action_spec()
rng = np.random.default_rng(1)
# SETUP
for episode in range(8):
    step = env.reset()
    total, count = 0.0, 0
    while not step.last() and count < 120:
        step = env.step(rng.uniform(spec.minimum, spec.maximum))
        total += step.reward or 0.0
        count += 1
    print(f"episode {{episode}}: return {{total:.3f}} over {{count}} steps", flush=True)
    # EPISODE
print("random search done")
'''

_ES = '''
"""Evolution strategy on a point-foot leg, all in NumPy; one JSON object a line."""

import json
import sys
import time

import numpy as np

rng = np.random.default_rng(5)
mean, log_std = np.zeros(6), np.full(6, -1.0)
gravity, dt = 9.81, 0.005


def simulate(gains):
    """Return of one episode; gains (6,)."""
    height, velocity, total = 0.5, 0.0, 0.0
    for tick in range(200):
        force = 60.0 * max(0.0, 0.5 - height) * (1.0 + gains[tick % 6])
        velocity += dt * (force - gravity)
        height += dt * velocity
        # STEP
        total += np.exp(-abs(height - 0.45))
    return total


start = time.time()
baseline = 0.0
for it in range(12):
    std = np.exp(log_std)
    # STD
    noise = rng.normal(0.0, 1.0, size=(10, 6))
    candidates = mean + std * noise
    # MEAN
    returns = np.array([simulate(c) for c in candidates])
    value_loss = float(np.mean((returns - baseline) ** 2))
    # LOSS
    baseline = 0.8 * baseline + 0.2 * float(returns.mean())
    advantages = (returns - returns.mean()) / (returns.std() + 1e-9)
    mean = mean + 0.05 * (advantages @ noise) / 10 / std
    record = {"iter": it, "return": float(returns.mean()), "value_loss": value_loss, "std": float(std.mean()), "errors": 0, "nan_resets": 0, "t": round(time.time() - start, 3)}
    print(json.dumps(record), flush=True)
print(json.dumps({"event": "finished", "iterations": 12}))
'''


def _es(**parts: str) -> dict[str, str]:
    text = _ES
    for name, code in parts.items():
        assert f"# {name}" in text
        text = text.replace(f"# {name}", code)
    return {"scripts/leg_es.py": text}


def _dmc(domain: str = "walker", task: str = "walk", setup: str = "", episode: str = "") -> dict[str, str]:
    text = _DMC.format(domain=domain, task=task)
    return {"scripts/dmc.py": text.replace("# SETUP", setup).replace("# EPISODE", episode)}


_RUN = "exec python scripts/leg_es.py"
_RUN_DMC = "exec python scripts/dmc.py"

CASES = [
    Case(
        "1087",
        "dmc-a",
        "healthy_with_warnings",
        _RUN_DMC,
        "GLFWError",
        exit_code=0,
        python="stacks",
        files=_dmc(),
    ),
    Case(
        "1088",
        "dmc-b",
        "physics_instability",
        _RUN_DMC,
        r"PhysicsError: Physics state is invalid\. Warning\(s\) raised: mjWARN_BAD",
        python="stacks",
        files=_dmc(
            episode="env.physics.model.opt.timestep = 0.01 * 3.0 ** episode\n    env.physics.model.dof_damping[:] = -2.0 * episode"
        ),
    ),
    Case(
        "1089",
        "dmc-c",
        "task_not_registered",
        _RUN_DMC,
        r"ValueError: Domain 'quadrupd' does not exist|ValueError: Level .* not exist",
        python="stacks",
        files=_dmc("quadrupd"),
    ),
    Case(
        "1090",
        "dmc-d",
        "name_pattern_unmatched",
        _RUN_DMC,
        r"^KeyError: ",
        python="stacks",
        files=_dmc(
            episode="print('feet', env.physics.named.data.geom_xpos[['left_foot', 'right_toe'], 'z'])"
        ),
        accept=("user_code_error",),
    ),
    Case(
        "1091",
        "dmc-e",
        "sim_arena_memory",
        _RUN_DMC,
        r"Arena memory is full|mjWARN_CNSTRFULL|mjWARN_CONTACTFULL|[Ii]nsufficient arena memory|mj_stackAlloc: out of memory",
        python="stacks",
        exit_code=ANY_EXIT,
        files={
            "scripts/dmc.py": _DMC.format(domain="walker", task="walk").replace(
                "env = suite",
                "from dm_control import mujoco\n\nboxes = \"\".join(f\"<body pos='0 0 {0.3 + 0.22 * i}'><freejoint/><geom type='box' size='.1 .1 .1'/></body>\" for i in range(6))\npile = mujoco.Physics.from_xml_string(f\"<mujoco><size memory='12K'/><worldbody><geom type='plane' size='5 5 .1'/>{boxes}</worldbody></mujoco>\")\nfor block in range(20):\n    pile.step(25)\n    print(f\"pile: height {pile.data.qpos[2::7].mean():.4f} m\", flush=True)\nenv = suite",
            )
        },
    ),
    Case(
        "1092",
        "leg-a",
        "healthy",
        _RUN,
        exit_code=0,
        python="py313",
        files=_es(),
        look="full",
        note="one JSON object a line; its keys sound like failures",
    ),
    Case(
        "1093",
        "leg-b",
        "policy_std_invalid",
        _RUN,
        r"^ValueError: scale < 0",
        python="py312",
        files=_es(
            STD="std = 0.35 - 0.05 * it",
        )
        | {
            "scripts/leg_es.py": _es(STD="std = np.full(6, 0.35 - 0.05 * it)")["scripts/leg_es.py"].replace(
                "rng.normal(0.0, 1.0, size=(10, 6))\n    candidates = mean + std * noise",
                "rng.normal(0.0, std, size=(10, 6))\n    candidates = mean + noise",
            )
        },
    ),
    Case(
        "1094",
        "leg-c",
        "policy_std_invalid",
        _RUN,
        r"^ValueError: Expected parameter covariance_matrix .* to satisfy the constraint PositiveDefinite",
        python="stacks",
        files={
            "scripts/leg_es.py": _es(
                STD="spread = torch.eye(6) * (0.09 - 0.015 * it)\n    policy = torch.distributions.MultivariateNormal(torch.as_tensor(mean, dtype=torch.float32), spread)"
            )["scripts/leg_es.py"]
            .replace("import numpy as np\n", "import numpy as np\nimport torch\n")
            .replace("candidates = mean + std * noise", "candidates = policy.sample((10,)).numpy()")
        },
    ),
    Case(
        "1095",
        "leg-d",
        "policy_mean_nonfinite",
        _RUN,
        r"^AssertionError: action mean is not finite",
        python="py312",
        files=_es(
            MEAN='anneal = np.float64(1.0 - it / 7.0)\n    mean = mean / anneal * anneal\n    assert np.isfinite(mean).all(), f"action mean is not finite: {mean}"'
        ),
        note="the lab's own check",
    ),
    Case(
        "1096",
        "leg-e",
        "value_loss_nonfinite",
        _RUN,
        r'"value_loss": (Infinity|NaN)',
        python="py313",
        exit_code=0,
        files=_es(LOSS="value_loss = float(np.float32(value_loss) * np.float32(10.0) ** np.float32(5 * it))"),
        note="exit code 0; the returns stay finite",
    ),
    Case(
        "1097",
        "leg-f",
        "physics_instability",
        "exec python -W error scripts/leg_es.py",
        r"^RuntimeWarning: (overflow|invalid value) encountered",
        python="py312",
        files=_es(STEP="velocity *= np.float64(1.0 + 400.0 * max(0.0, abs(gains[0]) - 0.4))"),
        accept=("user_code_error",),
        note="warnings are errors; raised in the integration of the state",
    ),
    Case(
        "1098",
        "leg-g",
        "numpy_removed_alias",
        _RUN,
        r"^AttributeError: module 'numpy' has no attribute '(trapz|in1d)'",
        python="stacks",
        files=_es(LOSS="area = np.trapz(returns)"),
        exit_code=1,
    ),
    Case(
        "1099",
        "leg-h",
        "library_api_moved",
        _RUN,
        r"^ModuleNotFoundError: No module named 'imp'",
        python="py312",
        files={"scripts/leg_es.py": _ES.replace("import json\n", "import imp\nimport json\n")},
        accept=("missing_module",),
    ),
    Case(
        "1100",
        "leg-i",
        "tensor_shape_mismatch",
        _RUN,
        r"^einops\.EinopsError: .*Error while processing",
        python="stacks",
        files={
            "scripts/leg_es.py": _es(
                LOSS="per_leg = rearrange(candidates, 'n (leg joint) -> n leg joint', leg=4)"
            )["scripts/leg_es.py"].replace(
                "import numpy as np\n", "import numpy as np\nfrom einops import rearrange\n"
            )
        },
    ),
    Case(
        "1101",
        "leg-j",
        "physics_step_hang",
        "timeout -s ABRT 7 python -X faulthandler scripts/quad_cem.py; exit $?",
        r"File .*quad_cem\.py.*, line [0-9]+ in physics_step",
        python="py312",
        exit_code=ANY_EXIT,
        capture="u",
        edits=(
            (
                "scripts/quad_cem.py",
                "    for step in range(300):\n",
                "    history.append(0)\n    if len(history) == 21:\n        model.opt.solver, model.opt.iterations, model.opt.tolerance = 0, 2000000000, 0.0\n    for step in range(300):\n",
            ),
            ("scripts/quad_cem.py", "        mujoco.mj_step(model, data)", "        physics_step()"),
            (
                "scripts/quad_cem.py",
                "def rollout",
                "history: list[int] = []\n\n\ndef physics_step() -> None:\n    mujoco.mj_step(model, data)\n\n\ndef rollout",
            ),
        ),
        note="aborted from outside; the stack stands in the physics step",
        accept=("terminated_by_signal",),
    ),
    Case(
        "1102",
        "leg-k",
        "shutdown_hang",
        "timeout -s ABRT 8 python -X faulthandler scripts/leg_es.py; exit $?",
        r"File .*threading\.py.*, line [0-9]+ in _shutdown",
        python="py313",
        exit_code=ANY_EXIT,
        capture="u",
        files={
            "scripts/leg_es.py": _ES
            + "import threading\n\nthreading.Thread(target=threading.Event().wait, name='plotter').start()\n"
        },
        note="finished, then waits for a thread; aborted from outside",
        accept=("terminated_by_signal",),
    ),
    Case(
        "1191",
        "dmc-f",
        "physics_step_hang",
        _RUN_DMC,
        r"engine\.py., line [0-9]+ in (step|_step_with_up_to_date_position_velocity)",
        python="stacks",
        capture="u",
        files=_dmc(
            setup="import faulthandler\n\nfaulthandler.dump_traceback_later(8, exit=True)",
            episode="if episode == 3:\n        option = env.physics.model.opt\n        option.solver, option.iterations, option.tolerance = 0, 2000000000, 0.0",
        ),
        note="the solver never converges; the watchdog dumps the stack and ends the process",
    ),
]
