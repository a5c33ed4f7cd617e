"""Numbers, versions and set-ups the other modules leave out."""

from __future__ import annotations

from lab.case import Case
from lab.commands import train
from lab.trot import RUN, gait

_SELECT = '''
"""Chooses the gait of a hexapod by policy gradient: tripod, wave or ripple."""

import numpy as np

{imports}
rng = np.random.default_rng(0)
logits, height = np.zeros(3), 0.2
reward_of = np.array([1.0, 0.3, 0.1])


def settle(height, stiffness):
    """Height of the body after one second."""
    velocity = 0.0
    for tick in range(200):
        velocity += 0.005 * (stiffness * (0.2 - height) - 9.81 * 0.0)
        height += 0.005 * velocity
        {tick}
    return height


for update in range(30):
    {head}
    exponent = np.exp(logits)
    probabilities = exponent / exponent.sum()
    choices = {choose}
    returns = reward_of[choices] + 0.1 * rng.normal(size=choices.shape)
    v_loss = float(np.square(returns - returns.mean()).mean())
    for choice, value in zip(choices, returns - returns.mean()):
        logits = logits + {rate} * value * (np.eye(3)[choice] - probabilities)
    {tail}
    if update % 3 == 2:
        print(f"update {{update + 1}}: return {{returns.mean():.3f}} v_loss {{v_loss:.4g}} height {{height:.4g}}", flush=True)
print("gait chosen")
'''


def _select(
    imports: str = "",
    tick: str = "pass",
    head: str = "pass",
    choose: str = "rng.choice(3, size=32, p=probabilities)",
    rate: str = "0.2",
    tail: str = "pass",
) -> dict[str, str]:
    return {
        "scripts/choose_gait.py": _SELECT.format(
            imports=imports, tick=tick, head=head, choose=choose, rate=rate, tail=tail
        )
    }


_FLEET = """
import asyncio
import json


async def start(robot):
    await asyncio.sleep(0.05 * robot)
    with open(f"configs/robot_{robot}.json") as stream:
        settings = json.load(stream)
    print(f"robot {robot} ready, settings {settings}", flush=True)


async def main():
    async with asyncio.TaskGroup() as group:
        for robot in range(3):
            group.create_task(start(robot))


asyncio.run(main())
"""
_SELECT_RUN = "exec python scripts/choose_gait.py"
_OLD_AGENT = "seed: 1\nnum_steps_per_env: 24\nmax_iterations: 6\nsave_interval: 5\nobs_groups: {actor: [policy], critic: [policy]}\nactor:\n  class_name: MLPModel\n  hidden_dims: [128, 64]\n  activation: elu\n  init_noise_std: 1.0\n  noise_std: scalar\ncritic:\n  class_name: MLPModel\n  hidden_dims: [128, 64]\n  activation: elu\nalgorithm:\n  class_name: PPO\n  learning_rate: 0.001\n  num_learning_epochs: 5\n  num_mini_batches: 4\n  rnd_cfg: null\n  symmetry_cfg: null\n"

CASES = [
    Case("1170", "select-a", "healthy", _SELECT_RUN, exit_code=0, python="py313", files=_select()),
    Case(
        "1171",
        "select-b",
        "policy_mean_nonfinite",
        _SELECT_RUN,
        r"^ValueError: [Pp]robabilities contain NaN",
        python="py312",
        files=_select(rate="900.0"),
        note="a discrete policy: its logits overflow",
    ),
    Case(
        "1172",
        "select-c",
        "policy_mean_nonfinite",
        _SELECT_RUN,
        r"RuntimeError: (probability tensor contains|invalid multinomial distribution)",
        python="stacks",
        files=_select(
            imports="import torch\n\ntorch.manual_seed(0)",
            choose="torch.multinomial(torch.as_tensor(probabilities), 32, replacement=True).numpy()",
            rate="900.0",
        ),
        note="a discrete policy",
    ),
    Case(
        "1173",
        "select-d",
        "policy_std_invalid",
        _SELECT_RUN,
        r"^ValueError: The input matrix must be symmetric positive semidefinite|^numpy\.linalg\.LinAlgError: .*positive",
        python="stacks",
        files=_select(
            imports="from scipy.stats import multivariate_normal\n\ncovariance = 0.2 * np.eye(3)",
            head="covariance = covariance - 0.009 * np.ones((3, 3))\n    logits = logits + 0.01 * multivariate_normal(np.zeros(3), covariance).rvs(random_state=update)",
        ),
        note="the covariance of the exploration noise shrinks below zero",
    ),
    Case(
        "1174",
        "select-e",
        "value_loss_nonfinite",
        _SELECT_RUN,
        r"v_loss (inf|nan)",
        python="stacks",
        files=_select(
            imports="import torch\n\ncritic = torch.nn.Linear(1, 1)",
            tail="v_loss_t = (critic(torch.ones(32, 1)).flatten() - torch.as_tensor(returns, dtype=torch.float32) * 10.0 ** (2 * update)).square().mean()\n    v_loss = v_loss_t.item()\n    critic.zero_grad()\n    v_loss_t.backward()\n    if update % 4 == 3:\n        print(f'  critic: v_loss {v_loss:.4g}', flush=True)\n        torch.nn.utils.clip_grad_norm_(critic.parameters(), 1e9, error_if_nonfinite=v_loss > 1e38)",
        ),
        note="the clipping of gradients complains after the loss is inf",
    ),
    Case(
        "1175",
        "select-f",
        "physics_instability",
        _SELECT_RUN,
        r"^(\x1b\[[0-9;]*m)*SimulationDiverged(\x1b\[[0-9;]*m)*: ",
        python="py313",
        files=_select(
            imports="class SimulationDiverged(ArithmeticError):\n    pass\n\n",
            head="height = settle(height + 0.001, 400.0 * 1.6**update)",
            tick="if not abs(height) < 1e6:\n            raise SimulationDiverged(f'body height {height:.3g} m after {tick * 0.005:.3f} s with stiffness {stiffness:.0f} N/m')",
        ),
        note="the lab's own error class",
    ),
    Case(
        "1177",
        "ver-a",
        "rsl_rl_config_schema",
        train("Hopper"),
        r"^TypeError: .*unexpected keyword argument",
        python="rsl5",
        files={"configs/new.yaml": _OLD_AGENT},
        edits=(("train.py", 'default="configs/agent.yaml"', 'default="configs/new.yaml"'),),
        note="keys of the actor from another version",
    ),
    Case(
        "1178",
        "ver-b",
        "rsl_rl_config_schema",
        train("Hopper"),
        r"^KeyError: 'policy'",
        python="rsl32",
        files={
            "configs/new.yaml": _OLD_AGENT.replace("{actor: [policy], critic", "{policy: [policy], critic")
        },
        edits=(("train.py", 'default="configs/agent.yaml"', 'default="configs/new.yaml"'),),
        note="sections of a later version",
    ),
    Case(
        "1179",
        "ver-c",
        "torch_cpu_build",
        RUN,
        r"TypeError: type torch\.cuda\.FloatTensor not available",
        python="apt",
        files=gait("import torch", before="buffer = torch.cuda.FloatTensor(24, 4)"),
    ),
    Case(
        "1180",
        "ver-d",
        "numpy_removed_alias",
        "exec python scripts/distill.py 2",
        r"^AttributeError: `np\.NaN` was removed in the NumPy 2\.0 release",
        edits=(
            (
                "scripts/distill.py",
                "        y = np.array(",
                "        y = np.full(12, np.NaN, dtype=np.float32)\n        y[:] = np.array(",
            ),
        ),
        note="raised in a DataLoader worker",
    ),
    Case(
        "1181",
        "ver-e",
        "shared_library_missing",
        RUN,
        r"ImportError: .*cannot open shared object file|OSError: .*cannot open shared object file",
        python="py312",
        files=gait(
            "from cffi_gait import kernel",
        )
        | {
            "scripts/cffi_gait.py": "import ctypes\nimport pathlib\n\nfolder = pathlib.Path('/opt/ros/humble/lib')\nctypes.CDLL('librcl.so', mode=ctypes.RTLD_GLOBAL)\nkernel = ctypes.CDLL(str(folder / 'librclpy.so'))\n"
        },
        note="the set-up script of ROS was not sourced",
    ),
    Case(
        "1182",
        "set-a",
        "healthy_with_warnings",
        "bash jobs/night.sh; exit $?",
        r"cp: cannot stat",
        exit_code=0,
        python="py313",
        files={
            **gait(),
            "jobs/night.sh": '#!/bin/bash\nulimit -Hc 0\nulimit -c unlimited\ncp logs/previous/*.npy .\nrm logs/lock\npkill_list=$(cat jobs/pids.txt)\npython scripts/trot.py && echo "all done"\n',
        },
        note="the script cleans up what is not there",
    ),
    Case(
        "1183",
        "set-b",
        "healthy_with_warnings",
        "exec python -m unittest -v tests/test_reward.py",
        r"expected failure",
        exit_code=0,
        python="py312",
        files={
            "tests/test_reward.py": "import logging\nimport unittest\n\nlogging.basicConfig(level=logging.INFO)\n\n\nclass RewardTest(unittest.TestCase):\n    def test_fallen_robot_is_reported(self):\n        logging.error('robot 3 has fallen, terminating episode')\n\n    @unittest.expectedFailure\n    def test_stairs(self):\n        self.fail('stairs are not ready')\n\n    @unittest.skip('no GPU')\n    def test_on_cuda(self):\n        pass\n\n    def test_traceback_is_kept(self):\n        try:\n            raise RuntimeError('mesh trunk is not watertight')\n        except RuntimeError:\n            logging.exception('as in the report of issue 12')\n\n\nif __name__ == '__main__':\n    unittest.main()\n"
        },
        note="the lab's tests pass; their logs quote failures",
    ),
    Case(
        "1184",
        "set-c",
        "healthy_with_warnings",
        "python -c \"import socket; s = socket.socket(); s.bind(('127.0.0.1', 29781)); s.listen(); import time; time.sleep(3)\" & sleep 0.5; "
        + RUN.removeprefix("exec "),
        r"TimeoutError: |timed out",
        exit_code=0,
        python="py312",
        files=gait(
            "import traceback\nimport urllib.request",
            before="try:\n    urllib.request.urlopen('http://127.0.0.1:29781/latest', timeout=1)\nexcept Exception:\n    traceback.print_exc()\n    print('[update] could not ask for a newer version; going on with this one')",
        ),
        note="a version check times out",
    ),
    Case(
        "1185",
        "set-d",
        "healthy_with_warnings",
        RUN,
        r"MemoryError|Unable to allocate",
        exit_code=0,
        python="py312",
        files=gait(
            before="for rows in (10**15, 10**4):\n    try:\n        cache = np.zeros((rows, 64))\n        break\n    except MemoryError as error:\n        print(f'[cache] {error}; trying a smaller one', file=sys.stderr)\nprint(f'[cache] {cache.nbytes / 2**20:.0f} MiB')"
        ),
        note="the cache is made smaller",
    ),
    Case(
        "1186",
        "fleet-a",
        "config_file_missing",
        "exec python scripts/fleet.py",
        r"FileNotFoundError: .*configs/robot_2\.json",
        python="py312",
        files={"scripts/fleet.py": _FLEET, "configs/robot_0.json": "{}", "configs/robot_1.json": "{}"},
        note="an exception group",
    ),
    Case(
        "1187",
        "fleet-b",
        "config_file_missing",
        "exec python scripts/fleet.py",
        r"^FileNotFoundError: .*configs/fleet\.json",
        python="py313",
        capture="u",
        files={
            "scripts/fleet.py": "import json\n\n\nclass StartError(Exception):\n    pass\n\n\ndef settings():\n    try:\n        with open('configs/fleet.json') as stream:\n            return json.load(stream)\n    except OSError as error:\n        raise StartError('the fleet of robots was not started') from error\n\n\nprint('fleet of', len(settings()))\n"
        },
        note="chained: the last line does not say which file",
    ),
    Case(
        "1190",
        "queue-a",
        "startup_hang",
        "flock gpu0.lock sleep 60 & sleep 0.5; exec bash jobs/queue.sh",
        r"waiting for gpu0\.lock, 2 s",
        exit_code=None,
        limit=8,
        capture="u",
        files={
            "jobs/queue.sh": '#!/bin/bash\necho "[queue] $(date +%T) job 118: python train.py --task GaitLab-Velocity-Flat-Ant-v0"\nexec 9>> gpu0.lock\ns=0\nuntil flock -w 1 9; do\n  s=$((s + 1))\n  echo "[queue] $(date +%T) job 118 waiting for gpu0.lock, $s s"\ndone\npython train.py --task GaitLab-Velocity-Flat-Ant-v0\n'
        },
        note="the lab's own queue: the lock is never free",
    ),
]
