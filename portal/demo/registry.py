"""Rows that the apps put into an empty portal, in the order of the layers.

Reference data (territories, types, legal pages) is for every portal and safe to
load again; demo data is for embedded runs only; seeded rows, by the thousand, are
for measuring.
"""

from collections.abc import Callable
from dataclasses import dataclass

_reference = []
_demo = []
_seeders = {}


@dataclass(frozen=True)
class Seeder:
    position: int
    name: str
    fill: Callable
    needs: tuple


def register_reference(position, loader):
    """Register `loader()`, which puts an app's reference rows in place; call it in `ready()`."""
    _reference.append((position, loader))


def register(position, loader):
    """Register `loader()`, which makes an app's demo rows; call it in `ready()`."""
    _demo.append((position, loader))


def register_seeder(position, name, fill, *, needs=()):
    """Register `fill(seed)`, which writes an app's part of a big portal (see seeding.py).

    `needs` names the parts whose rows it refers to.
    """
    _seeders[name] = Seeder(position, name, fill, tuple(needs))


def reference_loaders():
    return _in_order(_reference)


def loaders():
    return _in_order(_demo)


def seeders(names=()):
    """The seeders of these parts and of what they need, in order; without names, all."""
    wanted, queue = set(), list(names or _seeders)
    while queue:
        name = queue.pop()
        if name not in wanted:
            wanted.add(name)
            queue += _seeders[name].needs
    return sorted((_seeders[name] for name in wanted), key=lambda seeder: seeder.position)


def seeder_names():
    return sorted(_seeders)


def _in_order(entries):
    return [loader for _position, loader in sorted(entries, key=lambda entry: entry[0])]
