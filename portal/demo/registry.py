"""The demo data of each app, loaded in the order of the layers by `manage.py load_demo`."""

_loaders = []


def register(position, loader):
    """Register `loader()`, a function that makes an app's demo rows; call it in `ready()`."""
    _loaders.append((position, loader))


def loaders():
    return [loader for _position, loader in sorted(_loaders, key=lambda item: item[0])]
