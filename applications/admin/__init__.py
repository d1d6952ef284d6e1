from . import prescriptions, refusals

__all__ = ["prescriptions", "refusals"]
