from .finding import community_list, detail, my_communities
from .inside import home, leave, listed
from .joining import join, withdraw
from .moderating import requests

__all__ = [
    "community_list",
    "detail",
    "home",
    "join",
    "leave",
    "listed",
    "my_communities",
    "requests",
    "withdraw",
]
