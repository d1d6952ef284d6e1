"""Bursts in turn on the yardstick, the small portal and the full one."""

import gzip
from dataclasses import dataclass
from statistics import median

ROUNDS = 7
WARM_UP = 3
# A burst lasts about so long, within so many requests.
BURST_SECONDS = 0.4
FEWEST, MOST = 2, 10


@dataclass
class Burst:
    """What one request of a burst cost on average: seconds of processor, and those waited."""

    web: float
    database: float
    waited: list

    @property
    def cpu(self):
        return self.web + self.database


@dataclass
class Figures:
    """What a page costs; seconds and bytes."""

    statements: int
    yardstick: float
    web: float
    database: float
    waited: float
    ratio: float
    growth: float
    raw: int
    compressed: int


def measure(page, yardstick, small, full):
    """Each of the three is (server, requests)."""
    name = page.name
    lasts = [warm_up(name, server, requests) for server, requests in (yardstick, small, full)]
    sizes = [min(MOST, max(FEWEST, round(BURST_SECONDS / seconds))) for seconds in lasts]
    rounds = [
        [
            burst(name, server, requests, size)
            for (server, requests), size in zip((yardstick, small, full), sizes, strict=True)
        ]
        for _round in range(ROUNDS)
    ]
    server, requests = full
    _seconds, response, content = server.ask(name, requests)
    packed = response.headers.get("Content-Encoding") == "gzip"
    return Figures(
        statements=server.statements(name, requests),
        yardstick=median(three[0].cpu for three in rounds),
        web=median(three[2].web for three in rounds),
        database=median(three[2].database for three in rounds),
        waited=median(seconds for three in rounds for seconds in three[2].waited),
        ratio=median(three[2].cpu / three[0].cpu for three in rounds),
        growth=median(three[2].cpu / three[1].cpu for three in rounds),
        raw=len(gzip.decompress(content)) if packed else len(content),
        compressed=len(content),
    )


def warm_up(name, server, requests):
    """Caches filled, templates read; the time of the last request."""
    return [server.ask(name, requests)[0] for _time in range(WARM_UP)][-1]


def burst(name, server, requests, size):
    web, database = server.cpu()
    waited = [server.ask(name, requests)[0] for _time in range(size)]
    web_after, database_after = server.cpu()
    return Burst((web_after - web) / size, (database_after - database) / size, waited)
