"""`make bench`: what the portal's pages cost at full size. See docs/benchmark.md.

Nothing of the portal imports it.
"""
