from . import communities, memberships

__all__ = ["communities", "memberships"]
