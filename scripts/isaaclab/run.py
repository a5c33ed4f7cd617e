"""Start Isaac Lab's train.py with a derived task: run.py EDITS.json TRAIN.PY [train.py's arguments].

Run it with Isaac Lab's own Python. Nothing needs to be installed there, nothing there is changed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from trotline_isaaclab.launch import main

if __name__ == "__main__":
    main(sys.argv[1:])
