from . import catalogue, centres, imports, sessions

__all__ = ["catalogue", "centres", "imports", "sessions"]
