"""The pretended trainer of all generations."""
