"""The environment: imported when it is made, which in 3.x is after Isaac Sim was started."""
