"""Trotline's embedded simulator: a 12-DoF quadruped on MuJoCo, driven and logged like Isaac Lab."""
