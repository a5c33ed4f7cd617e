"""Functions of terms."""

NOT_A_FUNCTION = 3


def feet_slide(env, sensor_cfg, asset_cfg):
    return 0.0


def bad_orientation(env, limit_angle):
    return False
