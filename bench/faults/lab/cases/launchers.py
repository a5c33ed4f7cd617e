"""Job scripts, make, standalone simulators, pools: what surrounds a training."""

from __future__ import annotations

import signal

from lab.case import ANY_EXIT, Case, Send

_SIM = """
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

struct Term {
  virtual ~Term() {}
  virtual double value(const std::vector<double> &q) const = 0;
};
struct Upright : Term {
  double value(const std::vector<double> &q) const override { return std::cos(q[0]); }
};

int main(int argc, char **argv) {
  const int rollouts = argc > 1 ? std::atoi(argv[1]) : 40;
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  std::vector<double> q(12, 0.1), dq(12, 0.0);
  std::vector<double> *trace = new std::vector<double>(16);
  auto term = std::make_unique<Upright>();
  double best = -1e9;
  for (int r = 0; r < rollouts; r++) {
    double total = 0.0;
    for (int t = 0; t < 200; t++) {
      for (int i = 0; i < 12; i++) {
        dq[i] += 0.002 * (-20.0 * q[i] - 0.5 * dq[i] + std::sin(0.1 * t + i + r));
        q[i] += 0.002 * dq[i];
      }
      total += term->value(q);
    }
    best = total > best ? total : best;
    if (r % 10 == 9) std::printf("rollout %4d  return %.4f  best %.4f\\n", r + 1, total, best);
    // EACH
  }
  std::printf("search finished: best %.4f\\n", best);
  // END
  delete trace;
  return 0;
}
"""
_MAKE = "CXXFLAGS ?= -O1 -g -w -pthread\n\nrun: sim\n\t./sim 60\n\nsim: native/sim.cpp\n\t$(CXX) $(CXXFLAGS) -o $@ $<\n"


def _sim(each: str = "", end: str = "") -> dict[str, str]:
    return {
        "native/sim.cpp": _SIM.replace("// EACH", each).replace("// END", end),
        "Makefile": _MAKE,
    }


_POOL = """
import sys

import numpy as np
from joblib import Parallel, delayed


def rollout(seed, weights):
    rng = np.random.default_rng(seed)
    state, total = rng.normal(size=8), 0.0
    for _ in range(100):
        state = 0.95 * state + 0.05 * np.tanh(weights @ state)
        total -= float(state @ state)
    return total


def main():
    rng = np.random.default_rng(0)
    mean = np.zeros((8, 8))
    with Parallel(n_jobs=2, verbose=1) as parallel:
        for generation in range(6):
            noise = rng.normal(size=(8, 8, 8))
            scores = np.array(parallel(delayed(rollout)(i, mean + 0.1 * n) for i, n in enumerate(noise)))
            mean = mean + 0.02 * np.tensordot((scores - scores.mean()) / scores.std(), noise, axes=1)
            print(f"gen {generation} mean {scores.mean():.3f} max {scores.max():.3f}", flush=True)
    print("finished")


if __name__ == "__main__":
    main()
"""
_MP = """
import multiprocessing as mp
import time

import numpy as np


def actor(index, out):
    rng = np.random.default_rng(index)
    for episode in range(40):
        out.put((index, episode, float(rng.normal())))
        time.sleep(0.05)


def score(gait):
    amplitude, frequency = gait
    return float(np.sin(frequency) * amplitude)


if __name__ == "__main__":
    mp.set_start_method("spawn")
    with mp.Pool(2) as pool:
        for generation in range(4):
            rng = np.random.default_rng(generation)
            scores = pool.map(score, list(rng.normal(size=(6, 2))))
            print(f"generation {generation}: best {max(scores):.4f}", flush=True)
    print("stopped after 4 generations")
"""
_SWEEP = """
import subprocess
import sys

for seed in (1, 2):
    print(f"=== seed {seed}", flush=True)
    subprocess.run([sys.argv[1], *sys.argv[2:]], check=True, timeout=6)
"""

_BAR = """
import time

import numpy as np
from tqdm import tqdm

rng = np.random.default_rng(0)
weights = np.zeros(12)
for epoch in range(4):
    bar = tqdm(range(40), desc=f"epoch {epoch}", mininterval=0.2)
    for batch in bar:
        gradient = weights - 0.3 + 0.05 * rng.normal(size=12)
        weights = weights - 0.05 * gradient
        bar.set_postfix(bc_loss=f"{np.square(gradient).mean():.4f}", refresh=False)
        time.sleep(0.03)
print("weights", np.round(weights[:3], 3))
"""

CASES = [
    Case("1018", "cpp-a", "healthy", "make run", exit_code=0, files=_sim()),
    Case(
        "1019",
        "cpp-b",
        "killed_sigkill",
        "make run",
        r"make: \*\*\* \[Makefile:[0-9]+: run\] Killed",
        exit_code=2,
        files={**_sim(each="std::this_thread::sleep_for(std::chrono::milliseconds(150));")},
        send=(Send(r"rollout +20", signal.SIGKILL, "./sim"),),
        capture="tty",
    ),
    Case(
        "1020",
        "cpp-c",
        "illegal_instruction",
        "g++ -O1 -w -o sim native/sim.cpp && python scripts/sweep.py ./sim 60",
        r"died with <Signals.SIGILL: 4>",
        files={
            **_sim(each='if (r == 33) __asm__ volatile(".byte 0x0f, 0x0b");'),
            "scripts/sweep.py": _SWEEP,
        },
    ),
    Case(
        "1021",
        "cpp-d",
        "heap_corruption",
        "make run CXXFLAGS='-O1 -g -w -fsanitize=address'",
        r"ERROR: AddressSanitizer: heap-buffer-overflow",
        exit_code=2,
        files=_sim(each="trace->data()[r] = total;"),
    ),
    Case(
        "1022",
        "cpp-e",
        "heap_corruption",
        "make run CXXFLAGS=-O0",
        r"^(corrupted size vs\. prev_size)",
        exit_code=2,
        files=_sim(
            each="if (r == 25) { char *a = (char *)std::calloc(1, 1500), *b = (char *)std::calloc(1, 1500), *c = (char *)std::calloc(1, 1500); std::free(b); *(size_t *)(a + 1512) = 0x201; std::free(a); }"
        ),
        capture="u",
    ),
    Case(
        "1023",
        "cpp-f",
        "shutdown_crash",
        "g++ -O0 -w -pthread -o sim native/sim.cpp && ./sim 40; exit $?",
        r"pure virtual method called",
        exit_code=134,
        files=_sim(
            end="struct Late : Term { Late() {} double value(const std::vector<double> &) const override { return 0; } }; static Term *late = new Late; struct Raw { void **table; }; late->~Term(); std::atexit([] { late->value({0.0}); });"
        ),
        capture="u",
        note="the search is finished; a destroyed object is used by an exit handler",
    ),
    Case(
        "1024",
        "cpp-g",
        "shared_library_missing",
        "cd native && gcc -shared -fPIC -o libgaitdyn.so.3 dyn.c && g++ -w -o ../sim sim.cpp ./libgaitdyn.so.3 -Wl,-rpath,/opt/gaitdyn/lib && rm libgaitdyn.so.3 && cd .. && ./sim 40",
        r"error while loading shared libraries: .*libgaitdyn\.so\.3",
        exit_code=127,
        files={
            **_sim(each="extern int order(void);"),
            "native/dyn.c": "int _Z5orderv(void) { return 3; }\n",
            "native/sim.cpp": _SIM.replace("int main", "extern int order();\nint main").replace(
                "// EACH", "total += order();"
            ),
        },
    ),
    Case(
        "1025",
        "cpp-h",
        "glibcxx_too_old",
        "mkdir lib && gcc -shared -fPIC -Wl,--version-script=native/v.map -Wl,-soname,libstdc++.so.6 -o lib/libstdc++.so.6 native/empty.c && g++ -w -o sim native/sim.cpp && LD_LIBRARY_PATH=$PWD/lib ./sim 40",
        r"version `(GLIBCXX|CXXABI)_[0-9.]+' not found \(required by ./sim\)",
        files={
            **_sim(),
            "native/v.map": "GLIBCXX_3.4 { global: *; };\n",
            "native/empty.c": "int gait_runtime;\n",
        },
        note="a program of its own, no Python",
    ),
    Case(
        "1026",
        "cpp-i",
        "terminated_by_signal",
        "g++ -O1 -w -pthread -o sim native/sim.cpp && python scripts/sweep.py ./sim 400",
        r"subprocess\.TimeoutExpired: Command .* timed out after [0-9.]+ seconds",
        files={
            **_sim(each="std::this_thread::sleep_for(std::chrono::milliseconds(100));"),
            "scripts/sweep.py": _SWEEP,
        },
        capture="u",
    ),
    Case(
        "1027",
        "cpp-j",
        "terminated_by_signal",
        "g++ -O1 -w -pthread -o sim native/sim.cpp && bash jobs/night.sh; exit $?",
        r"Hangup",
        exit_code=129,
        files={
            **_sim(each="std::this_thread::sleep_for(std::chrono::milliseconds(100));"),
            "jobs/night.sh": '#!/bin/bash\necho "start $(date +%T)"\n./sim 400\nstatus=$?\necho "end $(date +%T), status $status"\nexit $status\n',
        },
        send=(Send(r"rollout +20", signal.SIGHUP, "./sim"),),
        capture="u",
        note="the terminal it ran in was closed",
    ),
    Case(
        "1028",
        "cpp-k",
        "host_memory_exhausted",
        "ulimit -v 900000; g++ -O1 -w -pthread -o sim native/sim.cpp && ./sim 400; exit $?",
        r"what\(\):  std::bad_alloc|std::length_error",
        exit_code=134,
        files=_sim(each="static std::vector<std::vector<double>> all; all.emplace_back(4000000, total);"),
        capture="u",
    ),
    Case(
        "1029",
        "pool-a",
        "healthy",
        "exec python scripts/pool.py",
        exit_code=0,
        python="stacks",
        files={"scripts/pool.py": _POOL},
        look="full",
    ),
    Case(
        "1030",
        "pool-b",
        "worker_process_died",
        "exec python scripts/pool.py",
        r"TerminatedWorkerError: A worker process managed by the executor was unexpectedly terminated",
        python="stacks",
        files={
            "scripts/pool.py": _POOL.replace(
                "    rng = np.random.default_rng(seed)\n",
                "    rng = np.random.default_rng(seed)\n    if seed == 5 and abs(weights).max() > 0.3:\n        import ctypes\n\n        ctypes.string_at(8)\n",
                1,
            )
        },
    ),
    Case(
        "1031",
        "pool-c",
        "tensor_shape_mismatch",
        "exec python scripts/pool.py",
        r"^ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0",
        python="stacks",
        files={
            "scripts/pool.py": _POOL.replace(
                "state, total = rng.normal(size=8)", "state, total = rng.normal(size=9)"
            )
        },
        note="raised in a worker and shown twice",
    ),
    Case(
        "1032",
        "pool-d",
        "numpy_removed_alias",
        "exec python scripts/pool.py",
        r"^AttributeError: module 'numpy' has no attribute 'product'",
        python="stacks",
        files={
            "scripts/pool.py": _POOL.replace(
                "total -= float(state @ state)", "total -= float(np.product(state))"
            )
        },
    ),
    Case(
        "1034",
        "gaits-b",
        "user_code_error",
        "exec python scripts/gaits.py",
        r"An attempt has been made to start a new process before the",
        exit_code=ANY_EXIT,
        limit=25,
        python="py313",
        files={
            "scripts/gaits.py": "import multiprocessing as mp\n\nimport numpy as np\n\n\ndef actor(index, out):\n    rng = np.random.default_rng(index)\n    for episode in range(5):\n        out.put((index, episode, float(rng.normal())))\n\n\nspawn = mp.get_context('spawn')\nresults = spawn.Queue()\nactors = [spawn.Process(target=actor, args=(i, results)) for i in range(2)]\nfor process in actors:\n    process.start()\nfor process in actors:\n    process.join()\n    if process.exitcode:\n        raise SystemExit(f'actor ended with {process.exitcode}')\nprint('collected', results.qsize())\n"
        },
        note="no guard around the main part",
    ),
    Case(
        "1035",
        "gaits-c",
        "asset_file_missing",
        "exec python scripts/gaits.py",
        r"^FileNotFoundError: .*motions/trot_v2\.npz",
        python="py313",
        files={
            "scripts/gaits.py": _MP.replace(
                "    return float(",
                "    motion = np.load('motions/trot_v2.npz')['phase']\n    return float(motion @ ",
            )
        },
        note="multiprocessing.pool.RemoteTraceback",
    ),
    Case(
        "1036",
        "gaits-d",
        "shutdown_hang",
        "exec python scripts/gaits.py",
        r"policy saved",
        exit_code=None,
        limit=9,
        python="py312",
        files={
            "scripts/gaits.py": "import multiprocessing as mp\n\nimport numpy as np\n\n\ndef record(out):\n    for episode in range(200):\n        out.put(np.zeros(4096))\n\n\nif __name__ == '__main__':\n    out = mp.Queue()\n    recorder = mp.Process(target=record, args=(out,))\n    recorder.start()\n    for epoch in range(20):\n        loss = float(np.exp(-0.1 * epoch))\n        batch = out.get()\n        print(f'epoch {epoch + 1}/20 loss {loss:.4f}', flush=True)\n    np.savez('policy.npz', batch)\n    print('policy saved to policy.npz', flush=True)\n    recorder.join()\n    print('bye', flush=True)\n"
        },
        note="joins a process whose queue nobody empties",
    ),
    Case(
        "1037",
        "gaits-e",
        "healthy_with_warnings",
        "exec python -X dev scripts/gaits.py",
        r"DeprecationWarning: This process \(pid=[0-9]+\) is multi-threaded, use of fork\(\) may lead to deadlocks",
        exit_code=0,
        python="py312",
        files={
            "scripts/gaits.py": _MP.replace(
                '    mp.set_start_method("spawn")\n',
                "    import threading\n\n    threading.Thread(target=time.sleep, args=(2,)).start()\n",
            )
        },
    ),
    Case(
        "1104",
        "cpp-l",
        "killed_sigkill",
        "g++ -O1 -w -pthread -o sim native/sim.cpp && /usr/bin/time -v bash jobs/one.sh; exit $?",
        r"^Command terminated by signal 9",
        exit_code=ANY_EXIT,
        files={
            **_sim(each="std::this_thread::sleep_for(std::chrono::milliseconds(100));"),
            "jobs/one.sh": "exec ./sim 400\n",
        },
        send=(Send(r"rollout +20", signal.SIGKILL, "./sim 400"),),
        capture="u",
    ),
    Case(
        "1105",
        "bar-a",
        "training_stalled",
        "exec python scripts/bar.py",
        exit_code=None,
        limit=14,
        python="stacks",
        capture="tty",
        files={"scripts/bar.py": _BAR},
        send=(Send(r"epoch 2:.*[3-7][0-9]%", signal.SIGSTOP, "bar.py"),),
        note="the bar stands still in the third epoch",
    ),
    Case(
        "1106",
        "bar-b",
        "healthy",
        "exec python scripts/bar.py",
        exit_code=0,
        python="stacks",
        capture="tty",
        files={"scripts/bar.py": _BAR},
    ),
    Case(
        "1107",
        "bar-c",
        "terminated_by_signal",
        "exec python scripts/bar.py",
        r"preempted by SIGTERM",
        exit_code=143,
        python="stacks",
        capture="u",
        files={
            "scripts/bar.py": _BAR.replace("from tqdm", "import signal\nimport sys\n\nfrom tqdm").replace(
                "rng = np",
                "def leave(number, frame):\n    print(f'\\n[bar] preempted by {signal.Signals(number).name} at line {frame.f_lineno}, leaving', flush=True)\n    sys.exit(143)\n\n\nsignal.signal(signal.SIGTERM, leave)\nrng = np",
            )
        },
        send=(Send(r"epoch 1:.*[3-7][0-9]%", signal.SIGTERM, "bar.py"),),
        note="the lab's own handler",
    ),
    Case(
        "1108",
        "bar-d",
        "user_interrupt",
        "exec python scripts/bar.py",
        r"KeyboardInterrupt",
        exit_code=1,
        python="stacks",
        capture="tty",
        files={
            "scripts/bar.py": _BAR.replace(
                "import numpy as np", "import numpy as np\nfrom rich.traceback import install"
            ).replace("rng = np", "install(show_locals=True, width=100)\nrng = np")
        },
        send=(Send(r"epoch 1:.*[3-7][0-9]%", signal.SIGINT, "bar.py"),),
        note="a rich traceback",
    ),
]
