"""Managers in Isaac Lab's vocabulary: each turns one section of the configuration into behaviour."""

from trotline_mujoco.managers.action import ActionManager
from trotline_mujoco.managers.command import CommandManager
from trotline_mujoco.managers.curriculum import CurriculumManager
from trotline_mujoco.managers.event import EventManager
from trotline_mujoco.managers.observation import ObservationManager
from trotline_mujoco.managers.reward import RewardManager
from trotline_mujoco.managers.termination import TerminationManager

__all__ = [
    "ActionManager",
    "CommandManager",
    "CurriculumManager",
    "EventManager",
    "ObservationManager",
    "RewardManager",
    "TerminationManager",
]
