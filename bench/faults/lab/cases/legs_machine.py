"""The machine, its job scripts and several ranks, in the labs' usual stacks; and runs with nothing wrong."""

from __future__ import annotations

import signal

from lab.case import Case, Send
from lab.commands import train
from lab.legged import END, SCRIPT, job, legged

_DDP = "scripts/ddp_train.py"
_STEP = "        optimizer.zero_grad()\n"
_TORCHRUN = "python -m torch.distributed.run --standalone --nproc_per_node={n} "
_SB3 = "scripts/sb3_train.py"
_KILL_JOB, _KILL_FILES = job(
    "python scripts/sb3_train.py --env Humanoid-v5 --n-envs 3 --subproc --steps 900000", "sb3-hum"
)
_OK_JOB, _OK_FILES = job(train("Humanoid", envs=3, iterations=5, run=""), "hum-rough")
_DDP_JOB, _DDP_FILES = job(
    "python -m torch.distributed.run --standalone --nproc_per_node=2 scripts/legged.py --headless", "go1x2"
)
_EXTENSION = '#include <Python.h>\nextern int {name}(void);\nstatic PyModuleDef m = {{PyModuleDef_HEAD_INIT, "{module}", 0, -1, 0}};\nPyMODINIT_FUNC PyInit_{module}(void) {{ {name}(); return PyModule_Create(&m); }}\n'

CASES = [
    Case(
        "1250",
        "ddp-b",
        "collective_timeout",
        "exec " + _TORCHRUN.format(n=3) + _DDP,
        r"[Tt]imed out",
        env={"COLLECTIVE_TIMEOUT": "6"},
        edits=(
            (
                _DDP,
                "        if rank == 0 and it % 5 == 0:\n",
                "        if rank == 0 and it == 10:\n            print('[INFO] evaluating on 500 episodes', flush=True)\n            import time\n\n            time.sleep(40)\n        if rank == 0 and it % 5 == 0:\n",
            ),
        ),
        limit=80,
        note="one rank evaluates while the others wait for it",
    ),
    Case(
        "1251",
        "ddp-c",
        "distributed_rank_failed",
        "exec " + _TORCHRUN.format(n=3) + _DDP,
        r"^\[rank2\]: RuntimeError: ",
        edits=(
            (
                _DDP,
                _STEP,
                "        if rank == 2 and it == 12:\n            raise RuntimeError(f'rank {rank}: contact sensor returned no data for 3 of 64 steps')\n"
                + _STEP,
            ),
        ),
        note="rank 2 raises, the others lose their peer or are ended",
        accept=("user_code_error",),
    ),
    Case(
        "1252",
        "ddp-d",
        "nccl_unavailable",
        "exec python scripts/spawn.py",
        r"Distributed package doesn't have NCCL built in",
        python="apt",
        files={
            "scripts/spawn.py": "import os\n\nimport torch.distributed as dist\nimport torch.multiprocessing as mp\n\n\ndef learner(rank, world):\n    os.environ.update(MASTER_ADDR='127.0.0.1', MASTER_PORT='29671')\n    dist.init_process_group('nccl', rank=rank, world_size=world)\n    print('learner', rank, 'ready')\n\n\nif __name__ == '__main__':\n    print('spawning 2 learners for hopper')\n    mp.spawn(learner, args=(2,), nprocs=2)\n"
        },
    ),
    Case(
        "1253",
        "go1x2-a",
        "rank_device_mismatch",
        _DDP_JOB,
        r"ValueError: Device 'cpu' does not match expected device for local rank",
        python="rsl32",
        files=_DDP_FILES,
    ),
    Case(
        "1254",
        "go1x2-b",
        "rank_device_mismatch",
        "exec env WORLD_SIZE=2 RANK=1 LOCAL_RANK=1 MASTER_ADDR=127.0.0.1 MASTER_PORT=29672 python scripts/legged.py --headless --num_envs 16 --task go1_rough",
        r"ValueError: Device 'cpu' does not match expected device for local rank",
        python="rsl233",
        note="a rank started by hand",
    ),
    Case(
        "1255",
        "skrl-e",
        "disk_full",
        "exec unshare -m bash -c 'mkdir -p logs && mount -t tmpfs -o size=96k tmpfs logs && exec python scripts/skrl_train.py'",
        r"No space left on device|unexpected pos|failed writing file",
        python="big",
        edits=(("scripts/skrl_train.py", "Walker2d-v5", "Humanoid-v5"),),
    ),
    Case(
        "1256",
        "rlg-e",
        "permission_denied",
        "mkdir -p runs; chmod 755 runs; chown 1000 runs; exec setpriv --bounding-set -dac_override,-dac_read_search,-fowner --inh-caps -dac_override,-dac_read_search,-fowner python scripts/rlg_train.py",
        r"PermissionError: \[Errno 13\] Permission denied",
        python="big",
    ),
    Case(
        "1257",
        "sb3-p",
        "too_many_open_files",
        "ulimit -n 48; exec python scripts/sb3_train.py --env Swimmer-v5 --n-envs 24 --subproc",
        r"OSError: \[Errno 24\] (Too many open files|No file descriptors available)",
        python="big",
    ),
    Case(
        "1258",
        "sb3-q",
        "killed_sigkill",
        _KILL_JOB,
        r"job\.sh: line [0-9]+: +[0-9]+ Killed",
        exit_code=137,
        python="big",
        files=_KILL_FILES,
        send=(Send(r"iterations +\| 3 ", signal.SIGKILL, "sb3_train.py"),),
        capture="u",
    ),
    Case(
        "1259",
        "ddp-e",
        "illegal_instruction",
        "gcc -shared -fPIC -o native/libobs.so native/obs.c && exec " + _TORCHRUN.format(n=2) + _DDP,
        r"Signal 4 \(SIGILL\)",
        files={
            "native/obs.c": '#include <stdio.h>\nvoid normalise(double *x, int n) { for (int i = 0; i < n; i++) x[i] *= 0.5; __asm__ volatile("ud2"); }\n'
        },
        edits=(
            (
                _DDP,
                "    obs, _ = env.reset(seed=rank)\n",
                "    obs, _ = env.reset(seed=rank)\n    import ctypes\n\n    fast = ctypes.CDLL('native/libobs.so')\n    fast.normalise(obs.ctypes.data_as(ctypes.c_void_p), len(obs))\n",
            ),
        ),
        note="every rank dies of it; the launcher names the signal",
    ),
    Case(
        "1260",
        "go1-u",
        "shared_library_missing",
        "gcc -shared -fPIC -Wl,-soname,libpython3.8.so.1.0 -o native/libpython3.8.so.1.0 native/py38.c && gcc -shared -fPIC $(/usr/bin/python3.11-config --includes) -o gym_38.so native/gym.c native/libpython3.8.so.1.0 && rm native/*.so* && exec env PYTHONPATH=$PWD:$PYTHONPATH python scripts/legged.py --headless",
        r"^ImportError: libpython3\.8\.so\.1\.0: cannot open shared object file",
        python="rsl10",
        files={
            "native/py38.c": "int py38_ready(void) { return 1; }\n",
            "native/gym.c": _EXTENSION.format(name="py38_ready", module="gym_38"),
        },
        edits=((SCRIPT, "import yaml\n", "import yaml\n\nimport gym_38\n"),),
        note="an extension of another Python; the conda environment's lib folder is not searched",
    ),
    Case(
        "1261",
        "skrl-f",
        "shared_library_missing",
        "mkdir -p lib && gcc -shared -fPIC -Wl,-soname,libembree4.so.4 -o lib/libembree4.so.4 native/rays.c && gcc -shared -fPIC -o lib/librays.so native/scan.c lib/libembree4.so.4 && rm lib/libembree4* && exec python scripts/skrl_train.py",
        r"^OSError: libembree4\.so\.4: cannot open shared object file",
        python="big",
        files={
            "native/rays.c": "int cast(void) { return 0; }\n",
            "native/scan.c": "int cast(void);\nint scan(void) { return cast(); }\n",
        },
        edits=(
            (
                "scripts/skrl_train.py",
                "set_seed(7)\n",
                "import ctypes\n\nrays = ctypes.CDLL('lib/librays.so')\nset_seed(7)\n",
            ),
        ),
    ),
    Case(
        "1262",
        "skrl-g",
        "glibcxx_too_old",
        "mkdir -p conda/lib && gcc -shared -fPIC -Wl,--version-script=native/old.map -Wl,-soname,libstdc++.so.6 -o conda/lib/libstdc++.so.6 native/old.c && exec env LD_LIBRARY_PATH=$PWD/conda/lib python scripts/skrl_train.py",
        r"version `(GLIBCXX|CXXABI)_[0-9.]+' not found",
        python="big",
        files={
            "native/old.map": "GLIBCXX_3.4 { global: *; };\nGLIBCXX_3.4.9 {} GLIBCXX_3.4;\nCXXABI_1.3 {};\n",
            "native/old.c": "int runtime_of_conda;\n",
        },
    ),
    Case(
        "1263",
        "go1-v",
        "shutdown_hang",
        legged(iterations=3),
        r"policy exported to",
        exit_code=None,
        limit=14,
        python="rsl20",
        capture="u",
        edits=(
            (
                SCRIPT,
                END,
                "    import queue\n    import threading\n\n    uploads = queue.Queue()\n    threading.Thread(target=lambda: [print('kept', uploads.get()) for _ in range(2)]).start()\n    env, runner = train(get_args())\n    torch.save(runner.alg.actor_critic.state_dict(), 'logs/policy.pt')\n    uploads.put('logs/policy.pt')\n    print('policy exported to logs/policy.pt')\n",
            ),
        ),
        note="a thread waits for a second upload that never comes",
    ),
    Case(
        "1264",
        "sb3-r",
        "shutdown_hang",
        "exec python scripts/sb3_train.py --env Hopper-v5 --subproc --steps 256",
        r"saved logs/last_model",
        exit_code=None,
        limit=18,
        python="big",
        capture="u",
        edits=(
            (_SB3, "    vec.close()\n    print", "    print"),
            (
                _SB3,
                'print("saved logs/last_model.zip")',
                'print("saved logs/last_model.zip")\n    import os\n    import signal\n\n    for worker in vec.processes:\n        os.kill(worker.pid, signal.SIGSTOP)\n    vec.close()\n    print("environments closed")',
            ),
        ),
        note="the workers do not answer the request to close",
    ),
    Case(
        "1265",
        "ddp-f",
        "shutdown_hang",
        "exec " + _TORCHRUN.format(n=2) + _DDP,
        r"saved policy\.pt",
        exit_code=None,
        limit=24,
        capture="u",
        edits=(
            (
                _DDP,
                "    dist.destroy_process_group()\n",
                "    dist.destroy_process_group()\n    print(f'[INFO] rank {rank} finished', flush=True)\n    if rank == 1:\n        import multiprocessing\n\n        multiprocessing.Process(target=multiprocessing.Event().wait, args=(90,)).start()\n",
            ),
        ),
        note="rank 1 has a child that waits long past the limit; the launcher waits for it",
    ),
    Case(
        "1266",
        "rlg-f",
        "training_stalled",
        "exec python scripts/rlg_train.py",
        exit_code=None,
        limit=30,
        python="big",
        env={"TORCHDYNAMO_DISABLE": "1"},
        capture="u",
        edits=(
            (
                "scripts/rlg_train.py",
                "        obs, reward, term, trunc, _ =",
                "        self.count = getattr(self, 'count', 0) + 1\n        if self.count == 170:\n            import fcntl\n            import os\n\n            a, b = os.open('train.lock', os.O_CREAT | os.O_RDWR), os.open('train.lock', os.O_RDWR)\n            fcntl.flock(a, fcntl.LOCK_EX)\n            fcntl.flock(b, fcntl.LOCK_EX)\n        obs, reward, term, trunc, _ =",
            ),
        ),
        note="epochs stop without a word; the step waits for a lock",
    ),
    Case(
        "1267",
        "go1-w",
        "healthy",
        legged("--task=go1_rough", iterations=12, envs=12),
        exit_code=0,
        python="rsl10",
    ),
    Case("1268", "hum-d", "healthy", _OK_JOB, exit_code=0, python="rsl5", files=_OK_FILES),
    Case(
        "1269",
        "rlg-g",
        "healthy",
        "exec python scripts/rlg_train.py",
        exit_code=0,
        python="big",
        env={"TORCHDYNAMO_DISABLE": "1"},
        accept=("healthy_with_warnings",),
        edits=(
            ("scripts/rlg_train.py", "HalfCheetah-v5", "Swimmer-v5"),
            ("scripts/rlg_train.py", '"max_epochs": 12', '"max_epochs": 30'),
        ),
    ),
    Case(
        "1270",
        "sb3-s",
        "healthy_with_warnings",
        "exec python scripts/sb3_train.py --env Walker2d-v4 --steps 768",
        r"The environment Walker2d-v4 is out of date",
        exit_code=0,
        python="big",
    ),
    Case(
        "1271",
        "go1-x",
        "healthy_with_warnings",
        "export LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libtcmalloc.so.4; " + legged(iterations=8),
        r"ERROR: ld\.so: object '.*libtcmalloc\.so\.4' from LD_PRELOAD cannot be preloaded",
        exit_code=0,
        python="rsl22",
        note="the allocator is not there; the run uses the usual one",
    ),
    Case(
        "1272",
        "swim-d",
        "healthy_with_warnings",
        "exec unshare -n " + train("Swimmer", iterations=7, run=""),
        r"WARN: |UserWarning|FutureWarning|DeprecationWarning",
        exit_code=0,
        python="rsl32",
        edits=(
            (
                "gaitlab/__init__.py",
                "for _name, _entry",
                "gym.register(id='Swimmer-v5', entry_point='gymnasium.envs.mujoco.swimmer_v5:SwimmerEnv')\nfor _name, _entry",
            ),
        ),
    ),
]
