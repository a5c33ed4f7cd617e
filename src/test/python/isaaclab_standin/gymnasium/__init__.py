"""A registry with the shape of gymnasium's."""

from gymnasium.envs.registration import register, registry, spec

__all__ = ["register", "registry", "spec"]
