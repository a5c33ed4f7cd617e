"""Imitation."""
