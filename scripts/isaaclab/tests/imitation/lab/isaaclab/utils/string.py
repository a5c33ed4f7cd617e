"""What tells the generations apart: 3.x has lazily resolved strings."""

import os

if os.environ.get("IMITATED_GENERATION", "2") == "3":

    class ResolvableString(str):
        pass
