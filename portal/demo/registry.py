"""Rows that the apps put into an empty portal, in the order of the layers.

Reference data (territories, types, legal pages) is for every portal and safe to
load again; demo data is for embedded runs only.
"""

_reference = []
_demo = []


def register_reference(position, loader):
    """Register `loader()`, which puts an app's reference rows in place; call it in `ready()`."""
    _reference.append((position, loader))


def register(position, loader):
    """Register `loader()`, which makes an app's demo rows; call it in `ready()`."""
    _demo.append((position, loader))


def reference_loaders():
    return _in_order(_reference)


def loaders():
    return _in_order(_demo)


def _in_order(entries):
    return [loader for _position, loader in sorted(entries, key=lambda entry: entry[0])]
