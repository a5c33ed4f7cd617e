"""The quadruped: 12 joints, 13 kg, made of primitives, written as MJCF and compiled by MuJoCo.

Proportions are those of the common class of 12 to 13 kg robot dogs: hips 0.37 m apart, links of 0.21 m.
"""

from __future__ import annotations

import re
from typing import Any

import mujoco
import numpy as np

LEGS = ("FL", "FR", "RL", "RR")
SEGMENTS = ("hip", "thigh", "calf")
JOINT_NAMES = tuple(f"{leg}_{segment}_joint" for leg in LEGS for segment in SEGMENTS)
FOOT_NAMES = tuple(f"{leg}_foot" for leg in LEGS)
# Everything that can touch the ground. The hips carry no geometry: the trunk box covers them, so any
# roll-over is a trunk contact. The feet come first, so that their sensor columns are one slice.
CONTACT_BODIES = (*FOOT_NAMES, "trunk", *(f"{leg}_{s}" for s in ("thigh", "calf") for leg in LEGS))

TRUNK_MASS = 6.0
TRUNK_INERTIA_BOX = (0.36, 0.15, 0.11)
LINK = 0.21
# From the trunk's centre to a hip (forwards, sideways), and from the hip sideways to the thigh (m).
HIP_X, HIP_Y, THIGH_Y = 0.185, 0.05, 0.08
JOINT_RANGE = {"hip": (-0.86, 0.86), "thigh": (-0.7, 3.6), "calf": (-2.7, -0.8)}


def match_names(names: tuple[str, ...], patterns: str | list[str] | tuple[str, ...] | None) -> list[int]:
    """Indices of the names that fully match any pattern, in the order of `names`; `None` means all."""
    if patterns is None:
        return list(range(len(names)))
    wanted = [patterns] if isinstance(patterns, str) else list(patterns)
    unmatched = [p for p in wanted if not any(re.fullmatch(p, n) for n in names)]
    if unmatched:
        raise ValueError(
            f"Not all regular expressions are matched: {unmatched}. Available strings: {list(names)}"
        )
    return [i for i, name in enumerate(names) if any(re.fullmatch(p, name) for p in wanted)]


def joint_values(table: dict[str, float], default: float = 0.0) -> np.ndarray:
    """(12,) values from Isaac Lab's regex-to-value mapping."""
    values = np.full(len(JOINT_NAMES), default)
    for pattern, value in table.items():
        values[match_names(JOINT_NAMES, pattern)] = value
    return values


def _per_segment(value: float | dict[str, float]) -> dict[str, float]:
    """A number for all joints, or a mapping by segment."""
    if isinstance(value, dict):
        return {segment: float(value[segment]) for segment in SEGMENTS}
    return dict.fromkeys(SEGMENTS, float(value))


def _leg(leg: str) -> str:
    """Body tree of one leg; masses in kg, lengths in m."""
    x = HIP_X if leg[0] == "F" else -HIP_X
    side = 1 if leg[1] == "L" else -1
    ranges = {segment: "{} {}".format(*limits) for segment, limits in JOINT_RANGE.items()}
    return f"""
    <body name="{leg}_hip" pos="{x} {side * HIP_Y} 0">
      <inertial pos="0 {side * 0.02} 0" mass="0.6" diaginertia="0.0006 0.0006 0.0005"/>
      <joint name="{leg}_hip_joint" axis="1 0 0" range="{ranges["hip"]}"/>
      <body name="{leg}_thigh" pos="0 {side * THIGH_Y} 0">
        <inertial pos="0 {-side * 0.015} -0.03" mass="1.0" diaginertia="0.005 0.005 0.0008"/>
        <joint name="{leg}_thigh_joint" axis="0 1 0" range="{ranges["thigh"]}"/>
        <geom name="{leg}_thigh" type="capsule" size="0.02" fromto="0 0 -0.03 0 0 -0.20"/>
        <body name="{leg}_calf" pos="0 0 {-LINK}">
          <inertial pos="0 0 -0.12" mass="0.22" diaginertia="0.0014 0.0014 0.00005"/>
          <joint name="{leg}_calf_joint" axis="0 1 0" range="{ranges["calf"]}"/>
          <geom name="{leg}_calf" type="capsule" size="0.012" fromto="0 0 -0.02 0 0 -0.17"/>
          <geom name="{leg}_foot" class="foot" pos="0 0 {-LINK}"/>
          <site name="{leg}_foot" pos="0 0 {-LINK}"/>
        </body>
      </body>
    </body>"""


def _actuators(cfg: dict[str, Any]) -> str:
    """One affine actuator per joint: kp (target - q) - kd qd, clipped at the torque limit."""
    kp, kd, limit = (_per_segment(cfg[key]) for key in ("stiffness", "damping", "effort_limit"))
    rows = []
    for joint in JOINT_NAMES:
        s = joint.split("_")[1]
        rows.append(
            f'<general name="{joint}" joint="{joint}" biastype="affine" gaintype="fixed" gainprm="{kp[s]}" '
            f'biasprm="0 {-kp[s]} {-kd[s]}" forcerange="{-limit[s]} {limit[s]}" ctrllimited="false"/>'
        )
    return "\n".join(rows)


def _sensors() -> str:
    """Net ground force on every body that can touch the ground, then the velocity of the feet (world)."""
    rows = [
        f'<contact name="{body}" geom1="{body}" geom2="ground" data="force" reduce="netforce"/>'
        for body in CONTACT_BODIES
    ]
    rows += [f'<framelinvel name="{foot}_vel" objtype="site" objname="{foot}"/>' for foot in FOOT_NAMES]
    return "\n".join(rows)


def mjcf(sim: dict[str, Any], robot: dict[str, Any], friction: float, ground: str, asset: str = "") -> str:
    """The whole model. Only robot-ground pairs can collide, which halves the contact work."""
    p = sim["physics"]
    actuator = robot["actuators"]["legs"]
    sizes = zip((1, 0, 0), (2, 2, 1), strict=True)
    squares = [TRUNK_INERTIA_BOX[a] ** 2 + TRUNK_INERTIA_BOX[b] ** 2 for a, b in sizes]
    inertia = " ".join(str(TRUNK_MASS / 12 * s) for s in squares)
    rub = f"{friction} 0.02 0.001"
    return f"""<mujoco model="trotline_quadruped">
  <compiler angle="radian" autolimits="true" boundmass="0.001"/>
  <option timestep="{sim["dt"]}" gravity="{" ".join(map(str, sim["gravity"]))}" cone="{p["cone"]}"
    solver="{p["solver"]}" integrator="{p["integrator"]}" jacobian="{p["jacobian"]}"
    iterations="{p["iterations"]}"
    ls_iterations="{p["ls_iterations"]}" tolerance="{p["tolerance"]}" impratio="{p["impratio"]}">
    <flag island="disable"/>
  </option>
  <size memory="512K"/>
  <default>
    <joint type="hinge" armature="{actuator["armature"]}" frictionloss="{actuator["friction"]}"
      solreflimit="0.01 1"/>
    <geom contype="1" conaffinity="0" condim="1" solref="{" ".join(map(str, p["solref"]))}" friction="{rub}"/>
    <default class="foot">
      <geom type="sphere" size="0.022" condim="3" priority="1" friction="{rub}"/>
    </default>
  </default>
  <asset>{asset}</asset>
  <worldbody>
    {ground}
    <body name="trunk" pos="{" ".join(map(str, robot["init_state"]["pos"]))}">
      <freejoint name="root"/>
      <inertial pos="0.01 0 0" mass="{TRUNK_MASS}" diaginertia="{inertia}"/>
      <geom name="trunk" type="box" size="0.23 0.12 0.055"/>
      {"".join(_leg(leg) for leg in LEGS)}
    </body>
  </worldbody>
  <actuator>{_actuators(actuator)}</actuator>
  <sensor>{_sensors()}</sensor>
</mujoco>"""


PLANE = '<geom name="ground" type="plane" size="0 0 1" contype="0" conaffinity="1"/>'


def spawn_quadruped(
    sim: dict[str, Any],
    robot: dict[str, Any],
    friction: float = 0.8,
    heights: np.ndarray | None = None,
    cell: float = 0.1,
) -> mujoco.MjModel:
    """Compile the model on a plane, or on `heights` (m; rows along y, columns along x; cells of `cell` m)."""
    if heights is None:
        return mujoco.MjModel.from_xml_string(mjcf(sim, robot, friction, PLANE))
    low, span = float(heights.min()), max(float(np.ptp(heights)), 1e-3)
    rows, columns = heights.shape
    half_x, half_y = (columns - 1) * cell / 2, (rows - 1) * cell / 2
    asset = f'<hfield name="ground" nrow="{rows}" ncol="{columns}" size="{half_x} {half_y} {span} 0.2"/>'
    # The position must be in the XML: moving a static geom after compilation has no effect.
    ground = (
        f'<geom name="ground" type="hfield" hfield="ground" pos="0 0 {low}" contype="0" conaffinity="1"/>'
    )
    model = mujoco.MjModel.from_xml_string(mjcf(sim, robot, friction, ground, asset))
    model.hfield_data[:] = ((heights - low) / span).ravel()
    return model
