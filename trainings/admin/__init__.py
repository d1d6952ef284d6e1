from . import catalogue, centres, sessions

__all__ = ["catalogue", "centres", "sessions"]
