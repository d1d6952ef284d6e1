from .community import Community, FormerSlug, Theme
from .membership import Membership

__all__ = ["Community", "FormerSlug", "Membership", "Theme"]
