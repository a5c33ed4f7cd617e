"""The policy of a checkpoint, without exploration noise."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from rsl_rl.modules import ActorCritic
from tensordict import TensorDict


class IncompatibleError(Exception):
    """The checkpoint cannot be run; the text is one sentence."""


def load_state(checkpoint: Path) -> dict[str, torch.Tensor]:
    """`model_state_dict` of an rsl_rl checkpoint; nothing in the file is executed."""
    try:
        data = torch.load(checkpoint, map_location="cpu", weights_only=True)
    except (RuntimeError, EOFError, ValueError, KeyError, OSError, pickle.UnpicklingError) as error:
        raise IncompatibleError(f"the checkpoint {checkpoint} is damaged or no rsl_rl checkpoint.") from error
    state = data.get("model_state_dict") if isinstance(data, dict) else None
    if not isinstance(state, dict):
        raise IncompatibleError(f"the checkpoint {checkpoint} holds no model_state_dict (rsl_rl before 4.0).")
    for name, tensor in state.items():
        if not bool(torch.isfinite(tensor).all()):
            raise IncompatibleError(
                f"the checkpoint {checkpoint} holds values that are not finite in {name}."
            )
    return state


def load(
    checkpoint: Path, agent_cfg: Mapping[str, Any], observation: TensorDict, num_actions: int
) -> Callable[[TensorDict], torch.Tensor]:
    """The mean action (N, num_actions) as a function of the observation."""
    state = load_state(checkpoint)
    settings = dict(agent_cfg["policy"])
    if settings.pop("class_name", "ActorCritic") != "ActorCritic":
        raise IncompatibleError(f"the policy class {agent_cfg['policy']['class_name']} cannot be judged.")
    groups = {"policy": ["policy"], "critic": ["policy"]}
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # rsl_rl announces every network it builds
            network = ActorCritic(observation, groups, num_actions, **settings)
        network.load_state_dict(state)
    except (RuntimeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:300]
        raise IncompatibleError(
            f"the checkpoint {checkpoint} does not fit the configuration of its run: {reason}"
        ) from error
    network.eval()
    limit = agent_cfg.get("clip_actions")

    def act(obs: TensorDict) -> torch.Tensor:
        actions = network.act_inference(obs)
        return actions if limit is None else actions.clamp(-limit, limit)

    return act
