from . import centres, prescriptions, refusals

__all__ = ["centres", "prescriptions", "refusals"]
