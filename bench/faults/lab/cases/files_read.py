"""Configuration, checkpoints and robot files by readers the other modules do not use."""

from __future__ import annotations

from lab.case import ANY_EXIT, Case

_TRAIN = '''
"""Cross-entropy training of a linear gait policy for the lab's quadruped."""

import argparse
import logging
import os
import sys

import numpy as np

logging.basicConfig(level=logging.INFO, format="%(asctime)s | %(levelname)-7s | %(name)s | %(message)s", datefmt="%H:%M:%S")
log = logging.getLogger("gait.train")
parser = argparse.ArgumentParser()
parser.add_argument("--config", default="configs/gait.cfg")
parser.add_argument("--resume", default=None)
args = parser.parse_args()


def read_config(path):
    # READ
    return {"population": 8, "iterations": 4, "sigma": 0.1}


def load_policy(path):
    # LOAD
    return np.zeros((8, 12))


cfg = read_config(args.config)
log.info("config %s", cfg)
mean = load_policy(args.resume) if args.resume else np.zeros((8, 12))
rng = np.random.default_rng(0)
for it in range(int(cfg["iterations"])):
    noise = rng.normal(size=(int(cfg["population"]), *mean.shape))
    scores = -np.square(mean + float(cfg["sigma"]) * noise - 0.3).sum(axis=(1, 2))
    mean = mean + 0.05 * np.tensordot((scores - scores.mean()) / scores.std(), noise, axes=1)
    log.info("iteration %d/%d  return %.3f", it + 1, int(cfg["iterations"]), scores.mean())
# SAVE
log.info("training finished")
'''
_RUN = "exec python scripts/gait_train.py"


def _train(read: str = "", load: str = "", save: str = "pass") -> dict[str, str]:
    text = _TRAIN
    if read:
        text = text.replace("    # READ\n    return {", f"    {read}\n    return {{")
    if load:
        text = text.replace("    # LOAD\n    return np.zeros((8, 12))", f"    {load}")
    return {"scripts/gait_train.py": text.replace("# SAVE", save)}


_INI = "import configparser\n\n    ini = configparser.ConfigParser()\n    ini.read_string(open(path).read(), path)\n    return dict(ini['train'])"
_PYDANTIC = "import tomllib\n\n    from pydantic import BaseModel, PositiveFloat, PositiveInt\n\n    class TrainCfg(BaseModel):\n        population: PositiveInt = 8\n        iterations: PositiveInt\n        sigma: PositiveFloat = 0.1\n\n    return TrainCfg(**tomllib.loads(open(path).read())).model_dump()"
_SCHEMA = "import json\n\n    import jsonschema\n\n    schema = {'type': 'object', 'properties': {'sigma': {'type': 'number', 'exclusiveMinimum': 0}, 'iterations': {'type': 'integer'}}, 'required': ['iterations']}\n    found = json.load(open(path))\n    jsonschema.validate(found, schema)\n    return {'population': 8, **found}"
_GIN = "import importlib.util\n\n    import gin\n\n    @gin.configurable\n    def search(population=8, iterations=4, sigma=0.1):\n        return {'population': population, 'iterations': iterations, 'sigma': sigma}\n\n    gin.parse_config_file(path)\n    return search()"
_ONNX = "import onnxruntime\n\n    session = onnxruntime.InferenceSession(path, providers=['CPUExecutionProvider'])\n    log.info('policy inputs %s', [i.name for i in session.get_inputs()])\n    return np.zeros((8, 12)) + session.run(None, {'obs': np.zeros((1, 45), np.float32)})[0]"
_TO_ONNX = "python -c \"import onnx; from onnx import helper as h, TensorProto as T; import numpy as np; w = onnx.numpy_helper.from_array(np.zeros(({rows}, 12), np.float32), 'w'); onnx.save(h.make_model(h.make_graph([h.make_node('MatMul', ['obs', 'w'], ['act'])], 'policy', [h.make_tensor_value_info('obs', T.FLOAT, [1, {rows}])], [h.make_tensor_value_info('act', T.FLOAT, [1, 12])], [w]), ir_version=9, opset_imports=[h.make_opsetid('', 17)]), 'policy.onnx')\"; "
_RESUME_TORCH = "import torch\n\n    policy = torch.nn.Linear(8, 12)\n    optimizer = torch.optim.Adam([*policy.parameters(){more}])\n    state = torch.load(path)\n    policy.load_state_dict(state['policy'])\n    optimizer.load_state_dict(state['optimizer'])\n    return policy.weight.detach().numpy().T"
_FIRST_TORCH = "python -c \"import torch; p = torch.nn.Linear(8, 12); o = torch.optim.Adam(p.parameters()); torch.save({'policy': p.state_dict(), 'optimizer': o.state_dict(), 'iteration': 400}, 'policy_400.pt')\"; "

CASES = [
    Case(
        "1038",
        "gait-a",
        "healthy",
        _RUN,
        exit_code=0,
        python="stacks",
        files={**_train(_PYDANTIC), "configs/gait.cfg": "iterations = 3\n"},
    ),
    Case(
        "1039",
        "gait-b",
        "bad_config_value",
        _RUN,
        r"pydantic_core\._pydantic_core\.ValidationError: [0-9] validation error",
        python="stacks",
        files={**_train(_PYDANTIC), "configs/gait.cfg": "iterations = 30\nsigma = -0.1\n"},
    ),
    Case(
        "1040",
        "gait-c",
        "bad_config_value",
        _RUN,
        r"jsonschema\.exceptions\.ValidationError: 'many' is not of type 'integer'",
        python="stacks",
        files={**_train(_SCHEMA), "configs/gait.cfg": '{"iterations": "many", "sigma": 0.2}\n'},
    ),
    Case(
        "1041",
        "gait-d",
        "config_file_invalid",
        _RUN,
        r"configparser\.MissingSectionHeaderError: File contains no section headers",
        python="py313",
        files={**_train(_INI), "configs/gait.cfg": "population = 8\niterations = 4\nsigma = 0.1\n"},
    ),
    Case(
        "1042",
        "gait-e",
        "config_file_invalid",
        "iconv -f utf-8 -t latin1 configs/notes.txt > configs/gait.cfg; " + _RUN,
        r"^UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe4",
        python="py312",
        files={
            **_train(_INI),
            "configs/notes.txt": "[train]\npopulation = 8\niterations = 4\n# Neigung des Geländes: 0.1\nsigma = 0.1\n",
        },
        note="a file in Latin-1",
    ),
    Case(
        "1043",
        "gait-f",
        "config_file_invalid",
        _RUN,
        r"yaml\.constructor\.ConstructorError",
        python="stacks",
        files={
            **_train("import yaml\n\n    return yaml.safe_load(open(path))"),
            "configs/gait.cfg": "population: 8\niterations: 4\nsigma: !!python/object/apply:numpy.float64 [0.1]\n",
        },
        accept=("config_value_unsupported",),
    ),
    Case(
        "1044",
        "gait-g",
        "config_file_missing",
        _RUN + " --config configs/trot.gin",
        r"OSError: Unable to open file: configs/trot\.gin",
        python="stacks",
        files=_train(_GIN),
    ),
    Case(
        "1045",
        "gait-h",
        "config_value_unsupported",
        _RUN,
        r"TypeError: Object of type float32 is not JSON serializable",
        python="py312",
        files=_train(
            "import json\n\n    cfg = {'population': 8, 'iterations': 4, 'sigma': np.float32(0.1)}\n    json.dump(cfg, open('config_used.json', 'w'))"
        ),
        accept=("user_code_error",),
    ),
    Case(
        "1046",
        "gait-i",
        "config_value_unsupported",
        _RUN,
        r"yaml\.representer\.RepresenterError: \('cannot represent an object'",
        python="stacks",
        files=_train(
            "import yaml\n\n    cfg = {'population': 8, 'iterations': 4, 'sigma': 0.1, 'limits': np.array([-1.0, 1.0])}\n    yaml.safe_dump(cfg, open('config_used.yaml', 'w'))"
        ),
        accept=("user_code_error",),
    ),
    Case(
        "1047",
        "gait-j",
        "checkpoint_corrupt",
        "head -c 3000 /dev/zero > policy.safetensors; " + _RUN + " --resume policy.safetensors",
        r"SafetensorError: ",
        python="stacks",
        files=_train(load="from safetensors.numpy import load_file\n\n    return load_file(path)['weight']"),
    ),
    Case(
        "1048",
        "gait-k",
        "checkpoint_corrupt",
        _TO_ONNX.format(rows=45) + "truncate -s 700 policy.onnx; " + _RUN + " --resume policy.onnx",
        r"INVALID_PROTOBUF",
        python="stacks",
        files=_train(load=_ONNX),
    ),
    Case(
        "1049",
        "gait-l",
        "checkpoint_corrupt",
        "python -c \"import numpy as np; np.savez('policy.npz', mean=np.zeros((8, 12)))\"; truncate -s 600 policy.npz; "
        + _RUN
        + " --resume policy.npz",
        r"^zipfile\.BadZipFile: ",
        python="py312",
        files=_train(load="return np.load(path)['mean']"),
    ),
    Case(
        "1050",
        "gait-m",
        "checkpoint_not_found",
        _RUN + " --resume policy.onnx",
        r"NO_SUCHFILE : Load model from policy\.onnx failed",
        python="stacks",
        files=_train(load=_ONNX),
    ),
    Case(
        "1051",
        "gait-n",
        "checkpoint_shape_mismatch",
        _TO_ONNX.format(rows=48) + _RUN + " --resume policy.onnx",
        r"INVALID_ARGUMENT : Got invalid dimensions for input: obs",
        python="stacks",
        files=_train(load=_ONNX),
        accept=("tensor_shape_mismatch",),
    ),
    Case(
        "1052",
        "gait-o",
        "checkpoint_shape_mismatch",
        _FIRST_TORCH + _RUN + " --resume policy_400.pt",
        r"ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
        python="stacks",
        files=_train(load=_RESUME_TORCH.format(more=", torch.nn.Parameter(torch.zeros(12))")),
        accept=("checkpoint_key_mismatch",),
        note="the network fits, the optimizer's state does not",
    ),
    Case(
        "1053",
        "gait-p",
        "checkpoint_key_mismatch",
        _FIRST_TORCH + _RUN + " --resume policy_400.pt",
        r"^KeyError: 'optimizer_state_dict'",
        python="stacks",
        files=_train(
            load=_RESUME_TORCH.format(more="").replace("state['optimizer']", "state['optimizer_state_dict']")
        ),
        accept=("user_code_error",),
    ),
    Case(
        "1054",
        "gait-q",
        "checkpoint_not_found",
        _RUN + " --resume logs/trot",
        r"^ValueError: max\(\) iterable argument is empty",
        python="py312",
        files=_train(
            load="import glob\n\n    newest = max(glob.glob(os.path.join(path, 'model_*.npz')), key=os.path.getmtime)\n    log.info('resuming from %s', newest)\n    return np.load(newest)['mean']"
        ),
        note="no checkpoint in the folder: the newest of none is asked for",
    ),
    Case(
        "1055",
        "gait-r",
        "robot_model_invalid",
        _RUN + " --resume robots/leg.urdf",
        r"^lxml\.etree\.XMLSyntaxError: ",
        python="stacks",
        files={
            **_train(
                load="from lxml import etree\n\n    robot = etree.parse(path).getroot()\n    return np.zeros((8, len(robot.findall('joint'))))"
            ).copy(),
            "robots/leg.urdf": '<robot name="leg">\n  <link name="base"/>\n  <link name="thigh">\n  <joint name="hip" type="revolute"><parent link="base"/><child link="thigh"/></joint>\n</robot>\n',
        },
        edits=(
            ("scripts/gait_train.py", '"--resume"', '"--robot", "--resume"'),
            ("scripts/gait_train.py", "load_policy", "load_robot"),
            ("scripts/gait_train.py", "args.resume", "args.robot"),
        ),
        accept=("config_file_invalid",),
    ),
    Case(
        "1056",
        "gait-s",
        "robot_model_invalid",
        "exec python scripts/quad_cem.py",
        r"ValueError: Error: .*(STL|mesh|faces)",
        python="main",
        files={
            "robots/meshes/trunk.stl": "solid trunk\n facet normal 0 0 1\n  outer loop\n   vertex 0 0 0\n   vertex 1 0 0\n   vertex 0 1 0\n  endloop\n endfacet\nendsolid trunk\n"
        },
        edits=(
            (
                "robots/quad.xml",
                "  <worldbody>",
                '  <asset>\n    <mesh name="trunk" file="meshes/trunk.stl"/>\n  </asset>\n  <worldbody>',
            ),
        ),
        note="a text STL where a binary one is read",
    ),
    Case(
        "1057",
        "gait-t",
        "robot_model_invalid",
        "exec python scripts/quad_cem.py",
        r"mass and inertia of moving bodies must be larger than mjMINVAL",
        python="py312",
        edits=(
            (
                "robots/quad.xml",
                "  <worldbody>",
                '  <worldbody>\n    <body name="lidar" pos="0 0 1"><freejoint/><site name="lidar"/></body>',
            ),
        ),
    ),
    Case(
        "1058",
        "gait-u",
        "asset_file_missing",
        _RUN + " --resume robots/meshes/base_link.obj",
        r"base_link\.obj",
        python="stacks",
        files=_train(
            load="import trimesh\n\n    mesh = trimesh.load_mesh(path)\n    log.info('collision mesh: %d faces', len(mesh.faces))\n    return np.zeros((8, 12))"
        ),
        edits=(
            ("scripts/gait_train.py", '"--resume"', '"--mesh", "--resume"'),
            ("scripts/gait_train.py", "args.resume", "args.mesh"),
        ),
        exit_code=ANY_EXIT,
    ),
    Case(
        "1059",
        "gait-v",
        "asset_file_missing",
        _RUN,
        r"FileNotFoundError: \[Errno 2\] No such file or directory: .*heightfields/stairs_15cm\.png",
        python="stacks",
        files=_train(
            "from PIL import Image\n\n    heights = np.asarray(Image.open('robots/heightfields/stairs_15cm.png'))\n    log.info('terrain %s', heights.shape)"
        ),
    ),
]
