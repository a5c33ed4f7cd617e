"""Launcher stub: makes edits that no Hydra override can express visible to an unpatched Isaac Lab."""
