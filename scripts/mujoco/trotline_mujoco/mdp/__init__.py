"""Term functions in Isaac Lab's vocabulary, on numpy: `f(env, **params)` returns one row per environment."""
