"""Covers drawn from a name: the same name always gives the same picture."""

import hashlib
import random
from functools import lru_cache

from django.utils.html import format_html, format_html_join

# Background, then the two colours drawn on it.
PALETTES = [
    ("#123f4a", "#1f6672", "#e8a33d"),
    ("#2b3a67", "#496a9c", "#f0b67f"),
    ("#3d2c4a", "#6b4d80", "#e7a977"),
    ("#1f4e3d", "#3b7d63", "#f2c46d"),
    ("#5a2a35", "#8d4a55", "#f0c38e"),
    ("#26445c", "#3f7291", "#e9c46a"),
]


CIRCLE = '<circle cx="{}" cy="{}" r="{}" fill="{}" fill-opacity="{}"/>'
RING = '<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{}" stroke-width="2"/>'
PICTURE = (
    '<svg class="cover" viewBox="0 0 480 160" preserveAspectRatio="xMidYMid slice"'
    ' aria-hidden="true" focusable="false"><rect width="480" height="160" fill="{}"/>{}{}</svg>'
)


@lru_cache(maxsize=2_000)
def draw_cover(name):
    """A decorative picture of circles and rings, three times as wide as high."""
    seed = hashlib.sha256(str(name).encode(errors="replace")).digest()
    chance = random.Random(seed)  # noqa: S311 - a picture, not a secret
    background, soft, bright = chance.choice(PALETTES)
    circles = [
        (chance.randint(0, 480), chance.randint(0, 160), chance.randint(24, 110), soft, "0.55")
        for _ in range(4)
    ]
    circles.append(
        (chance.randint(60, 420), chance.randint(20, 140), chance.randint(14, 40), bright, "0.9")
    )
    rings = [
        (chance.randint(0, 480), chance.randint(0, 160), chance.randint(40, 140), soft)
        for _ in range(3)
    ]
    return format_html(
        PICTURE,
        background,
        format_html_join("", CIRCLE, circles),
        format_html_join("", RING, rings),
    )
