"""A sibling of train.py, imported by name."""

import argparse


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--task")
    parser.add_argument("--agent", default="rsl_rl_cfg_entry_point")
    parser.add_argument("--external_callback")
    parser.add_argument("--exit", type=int, default=0)
    return parser
