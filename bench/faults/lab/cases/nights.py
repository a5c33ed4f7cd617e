"""Disks, folders, sockets, displays and signals, through programs the other modules do not use."""

from __future__ import annotations

import signal

from lab.case import ANY_EXIT, Case, Send

_RECORD = '''
"""Records rollouts of a simulated leg into one file."""

import sys

import numpy as np

{imports}
rng = np.random.default_rng(0)
state = np.zeros(24)
{opened}
for episode in range(60):
    rows = []
    for _ in range(300):
        state = 0.97 * state + 0.1 * rng.normal(size=24)
        rows.append(state.copy())
    {write}
    print(f"episode {{episode + 1}}/60 recorded, height {{state[2]:+.3f}}", flush=True)
{close}
print("all episodes recorded")
'''
_H5 = _RECORD.format(
    imports="import h5py",
    opened="out = h5py.File('logs/rollouts.h5', 'w')",
    write="out.create_dataset(f'episode_{episode:03d}', data=np.array(rows))\n    out.flush()",
    close="out.close()",
)
_SQL = _RECORD.format(
    imports="import sqlite3",
    opened="out = sqlite3.connect('logs/rollouts.db', timeout=2)\nout.execute('create table if not exists rollouts (episode integer, states blob)')",
    write="out.execute('insert into rollouts values (?, ?)', (episode, np.array(rows).tobytes()))\n    out.commit()",
    close="out.close()",
)
_TXT = _RECORD.format(
    imports="import os",
    opened="",
    write="os.makedirs(f'logs/{episode:03d}')\n    np.savetxt(f'logs/{episode:03d}/states.csv', np.array(rows)[:3])",
    close="",
)
_JOB = '#!/bin/bash\nset -e\necho "job $$ starts"\nmkdir -p logs/$(date +%Y-%m-%d)\npython scripts/record.py | tee logs/$(date +%Y-%m-%d)/out.txt\n'
_SETPRIV = "setpriv --bounding-set -dac_override,-dac_read_search,-fowner --inh-caps -dac_override,-dac_read_search,-fowner "
_LEARNER = '''
"""Learner that takes rollouts from actors over a socket."""

import queue
import threading
from multiprocessing.managers import BaseManager

import numpy as np

rollouts: queue.Queue = queue.Queue()


class Exchange(BaseManager):
    pass


Exchange.register("rollouts", lambda: rollouts)
print("[learner] master on 127.0.0.1:29755", flush=True)
server = Exchange(("127.0.0.1", 29755), b"gait").get_server()
threading.Thread(target=server.serve_forever, daemon=True).start()


def actor(index: int) -> None:
    rng = np.random.default_rng(index)
    for episode in range(30):
        # ACTOR
        rollouts.put((index, float(rng.normal())))
        threading.Event().wait(0.05)


for index in range(2):
    threading.Thread(target=actor, args=(index,), daemon=True).start()
returns: list[float] = []
waited = 0
while len(returns) < 60:
    try:
        returns.append(rollouts.get(timeout=1.0)[1])
        waited = 0
    except queue.Empty:
        waited += 1
        print(f"[learner] update {len(returns) // 10}: waiting for rollouts, {waited} s", flush=True)
        continue
    if len(returns) % 10 == 0:
        print(f"[learner] update {len(returns) // 10}/6 return {np.mean(returns[-10:]):+.3f}", flush=True)
print("[learner] done")
'''
_ASYNC = '''
"""Serves joint targets of a policy to the robots of the lab."""

import asyncio
import logging

logging.basicConfig(level=logging.INFO, format="[%(asctime)s] %(levelname)s %(name)s - %(message)s")
log = logging.getLogger("targets")


async def answer(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()


async def robot(index, kept):
    kept.append(await asyncio.open_connection("127.0.0.1", 29756))
    reader, writer = kept[-1]
    for tick in range({ticks}):
        writer.write(f"robot {{index}} {{tick}}\\n".encode())
        await reader.readline()
        await asyncio.sleep(0.02)
        if tick % 10 == 0 and index == 0:
            log.info("tick %d", tick)


async def main():
    kept = []
    server = await asyncio.start_server(answer, "127.0.0.1", 29756)
    log.info("serving {robots} robots")
    await asyncio.gather(*(robot(i, kept) for i in range({robots})))
    log.info("all robots served")


asyncio.run(main())
'''


def _mounted(options: str, command: str, before: str = "") -> str:
    return f"exec unshare -m bash -c 'mkdir -p logs && {before}mount -t tmpfs -o {options} tmpfs logs && exec {command}'"


CASES = [
    Case(
        "1060",
        "rec-a",
        "healthy",
        "mkdir logs; exec python scripts/record.py",
        exit_code=0,
        python="stacks",
        files={"scripts/record.py": _H5},
    ),
    Case(
        "1061",
        "rec-b",
        "disk_full",
        _mounted("size=1200k", "python scripts/record.py"),
        r"No space left on device",
        python="stacks",
        files={"scripts/record.py": _H5},
        exit_code=ANY_EXIT,
    ),
    Case(
        "1062",
        "rec-c",
        "disk_full",
        _mounted("size=1200k", "python scripts/record.py"),
        r"^sqlite3\.OperationalError: database or disk is full",
        python="py312",
        files={"scripts/record.py": _SQL},
    ),
    Case(
        "1063",
        "rec-d",
        "disk_full",
        _mounted("size=80m,nr_inodes=24", "python scripts/record.py"),
        r"^OSError: \[Errno 28\] No space left on device",
        python="py313",
        files={"scripts/record.py": _TXT},
        note="no inodes left; df -h would show free space",
    ),
    Case(
        "1064",
        "rec-e",
        "read_only_filesystem",
        _mounted("ro", "bash jobs/night.sh"),
        r"mkdir: cannot create directory .*: Read-only file system",
        files={"scripts/record.py": _H5, "jobs/night.sh": _JOB},
        python="stacks",
    ),
    Case(
        "1065",
        "rec-f",
        "read_only_filesystem",
        _mounted("ro", "python scripts/record.py"),
        r"error message = 'Read-only file system'",
        files={"scripts/record.py": _H5},
        python="stacks",
    ),
    Case(
        "1066",
        "rec-g",
        "permission_denied",
        "mkdir logs; chown 1000 logs; chmod 755 logs; exec " + _SETPRIV + "python scripts/record.py",
        r"error message = 'Permission denied'",
        files={"scripts/record.py": _H5},
        python="stacks",
    ),
    Case(
        "1067",
        "rec-h",
        "permission_denied",
        "mkdir logs; chown 1000 logs; chmod 755 logs; exec " + _SETPRIV + "bash jobs/night.sh",
        r"mkdir: cannot create directory .*: Permission denied",
        files={"scripts/record.py": _H5, "jobs/night.sh": _JOB},
        python="stacks",
    ),
    Case(
        "1068",
        "rec-i",
        "unknown",
        "mkdir logs; python scripts/other.py & sleep 1; python scripts/record.py; c=$?; kill %1; exit $c",
        r"^sqlite3\.OperationalError: database is locked",
        python="py312",
        files={
            "scripts/record.py": _SQL,
            "scripts/other.py": "import sqlite3\nimport time\n\nother = sqlite3.connect('logs/rollouts.db', isolation_level=None)\nother.execute('create table if not exists rollouts (episode integer, states blob)')\nother.execute('begin exclusive')\ntime.sleep(20)\n",
        },
        note="another process holds the database; nothing in the vocabulary fits",
    ),
    Case(
        "1069",
        "rec-j",
        "too_many_open_files",
        "mkdir logs; ulimit -n 24; exec python scripts/record.py",
        r"error message = 'Too many open files'",
        python="stacks",
        files={
            "scripts/record.py": _RECORD.format(
                imports="import h5py",
                opened="kept = []",
                write="kept.append(h5py.File(f'logs/episode_{episode:03d}.h5', 'w'))\n    kept[-1]['states'] = np.array(rows)",
                close="",
            )
        },
    ),
    Case(
        "1070",
        "serve-a",
        "too_many_open_files",
        "ulimit -n 30; exec python scripts/serve.py",
        r"OSError: \[Errno 24\] Too many open files|socket\.accept\(\) out of system resource",
        python="py313",
        exit_code=ANY_EXIT,
        limit=20,
        files={"scripts/serve.py": _ASYNC.format(ticks=20, robots=40)},
    ),
    Case(
        "1071",
        "serve-b",
        "user_interrupt",
        "exec python scripts/serve.py",
        r"^(\x1b\[[0-9;]*m)*KeyboardInterrupt",
        python="py313",
        exit_code=130,
        files={"scripts/serve.py": _ASYNC.format(ticks=4000, robots=2)},
        send=(Send(r"tick 30", signal.SIGINT, "serve.py"),),
        note="asyncio shows a cancelled task first",
    ),
    Case(
        "1072",
        "serve-c",
        "healthy_with_warnings",
        "exec python scripts/serve.py",
        r"ERROR asyncio - Exception in callback",
        exit_code=0,
        python="py312",
        note="connections are cancelled when the event loop ends",
        files={"scripts/serve.py": _ASYNC.format(ticks=60, robots=3)},
    ),
    Case(
        "1073",
        "learner-a",
        "rendezvous_port_in_use",
        "python -m http.server 29755 --bind 127.0.0.1 > /dev/null 2>&1 & sleep 1; python scripts/learner.py; c=$?; kill %1; exit $c",
        r"^OSError: \[Errno 98\] Address already in use",
        python="py312",
        files={"scripts/learner.py": _LEARNER},
    ),
    Case(
        "1074",
        "learner-b",
        "training_stalled",
        "exec python scripts/learner.py",
        r"waiting for rollouts, 4 s",
        exit_code=None,
        limit=14,
        python="py313",
        capture="u",
        files={
            "scripts/learner.py": _LEARNER.replace(
                "# ACTOR", "if episode == 15:\n            threading.Event().wait()"
            )
        },
        note="the actors give nothing more",
    ),
    Case(
        "1075",
        "learner-c",
        "healthy",
        "exec script -q -e -c 'python scripts/learner.py' session.txt",
        exit_code=0,
        python="py313",
        files={"scripts/learner.py": _LEARNER},
    ),
    Case(
        "1076",
        "watch-c",
        "inotify_limit",
        "exec unshare -Ur bash -c 'echo 0 > /proc/sys/user/max_inotify_watches; exec node scripts/panel.js'",
        r"Error: ENOSPC: System limit for number of file watchers reached",
        files={
            "scripts/panel.js": "const fs = require('fs');\n\nconsole.log('[panel] showing configs/ on port 8123');\nfs.watch('configs', (event, name) => console.log(`[panel] ${event} ${name}`));\nsetTimeout(() => process.exit(0), 3000);\n"
        },
    ),
    Case(
        "1077",
        "shm-a",
        "container_setup",
        "exec unshare -m bash -c 'mount -t tmpfs -o size=96k tmpfs /dev/shm && exec python scripts/distill.py 2'",
        r"insufficient shared memory \(shm\)|unable to (allocate|write|mmap|resize).*shm|No space left on device",
        exit_code=ANY_EXIT,
        limit=60,
        accept=("host_memory_exhausted", "worker_process_died"),
        edits=(("scripts/distill.py", "batch_size=64", "batch_size=1024"),),
        note="a container with too small a /dev/shm",
    ),
    Case(
        "1078",
        "entry-a",
        "container_setup",
        "bash docker/entrypoint.sh; exit $?",
        r"nvidia-smi: command not found",
        exit_code=127,
        files={
            "docker/entrypoint.sh": '#!/bin/bash\nset -euo pipefail\necho "[entrypoint] gaitlab image, user $(id -un)"\nnvidia-smi --query-gpu=name,driver_version --format=csv\nexec python train.py --task GaitLab-Velocity-Flat-Ant-v0 "$@"\n'
        },
    ),
    Case(
        "1079",
        "entry-b",
        "container_setup",
        "bash docker/entrypoint.sh; exit $?",
        r"ModuleNotFoundError: No module named 'encodings'",
        python="py312",
        files={
            "docker/entrypoint.sh": '#!/bin/bash\nset -eu\necho "[entrypoint] gaitlab image"\nexport PYTHONHOME=/opt/isaac/python\nexec python train.py --task GaitLab-Velocity-Flat-Ant-v0\n'
        },
        accept=("missing_module",),
        note="PYTHONHOME of another installation",
    ),
    Case(
        "1080",
        "view-a",
        "headless_no_display",
        "exec python scripts/view.py",
        r"^ImportError: Cannot load backend 'TkAgg' which requires the 'tk' interactive framework|no display name",
        python="stacks",
        files={
            "scripts/view.py": "import matplotlib\n\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n\nprint('plotting returns of the night')\nplt.plot([1.0, 2.0])\nplt.show()\n"
        },
    ),
    Case(
        "1081",
        "view-b",
        "headless_no_display",
        "exec python scripts/view.py",
        r"cv2\.error: .*The function is not implemented\. Rebuild the library with",
        python="stacks",
        files={
            "scripts/view.py": "import cv2\nimport numpy as np\n\nfor frame in range(3):\n    image = np.full((120, 160, 3), 40 * frame, np.uint8)\n    print('frame', frame, flush=True)\n    cv2.imshow('front camera', image)\n    cv2.waitKey(1)\n"
        },
    ),
    Case(
        "1082",
        "view-c",
        "headless_no_display",
        "exec python scripts/quad_cem.py",
        r"could not initialize GLFW|X11: The DISPLAY environment variable is missing",
        python="py312",
        exit_code=ANY_EXIT,
        env={"DISPLAY": ""},
        edits=(
            (
                "scripts/quad_cem.py",
                "rng = np.random.default_rng(0)",
                "import mujoco.viewer\n\nviewer = mujoco.viewer.launch_passive(model, data)\nrng = np.random.default_rng(0)",
            ),
        ),
    ),
    Case(
        "1083",
        "view-d",
        "vulkan_init_failed",
        "exec python scripts/view.py",
        r"^OSError: Cannot find Vulkan SDK version",
        python="stacks",
        accept=("shared_library_missing",),
        files={
            "scripts/view.py": "import vulkan as vk\n\nprint('offscreen cameras: creating the Vulkan instance', flush=True)\napp = vk.VkApplicationInfo(pApplicationName='cameras', apiVersion=vk.VK_MAKE_VERSION(1, 1, 0))\ninstance = vk.vkCreateInstance(vk.VkInstanceCreateInfo(pApplicationInfo=app), None)\nprint(len(vk.vkEnumeratePhysicalDevices(instance)), 'devices')\n"
        },
    ),
    Case(
        "1103",
        "view-e",
        "vulkan_init_failed",
        "export LD_LIBRARY_PATH=$(python -c 'import sys; print(sys.prefix)')/lib/vulkan; exec python scripts/view.py",
        r"VkErrorIncompatibleDriver",
        python="stacks",
        note="the loader is there, no driver is",
        files={
            "scripts/view.py": "import vulkan as vk\n\nprint('offscreen cameras: creating the Vulkan instance', flush=True)\napp = vk.VkApplicationInfo(pApplicationName='cameras', apiVersion=vk.VK_MAKE_VERSION(1, 1, 0))\ninstance = vk.vkCreateInstance(vk.VkInstanceCreateInfo(pApplicationInfo=app), None)\nprint(len(vk.vkEnumeratePhysicalDevices(instance)), 'devices')\n"
        },
    ),
    Case(
        "1084",
        "clone-a",
        "asset_not_reachable",
        "exec python scripts/assets.py https://git.gaitlab.invalid/robots/go2_description.git",
        r"fatal: unable to access '.*': Could not resolve host",
        files={
            "scripts/assets.py": "import subprocess\nimport sys\n\nprint('[assets] robot descriptions', flush=True)\nsubprocess.run(['git', 'clone', '--depth', '1', sys.argv[1], 'robots/go2'], check=True)\n"
        },
    ),
    Case(
        "1085",
        "clone-b",
        "startup_hang_asset_fetch",
        "python -c \"import socket,time; s=socket.socket(); s.bind(('127.0.0.1',29757)); s.listen(); time.sleep(60)\" & sleep 1; exec wget http://127.0.0.1:29757/go2_description.tar.gz",
        r"HTTP request sent, awaiting response",
        exit_code=None,
        limit=9,
        capture="u",
    ),
    Case(
        "1086",
        "clone-c",
        "asset_not_reachable",
        "set -x; curl -fL --retry 2 --retry-delay 1 --retry-connrefused -o robots/go2.zip http://127.0.0.1:29758/go2.zip && python train.py --task GaitLab-Velocity-Flat-Ant-v0",
        r"curl: \(7\) Failed to connect to 127\.0\.0\.1 port 29758",
        exit_code=7,
    ),
]
