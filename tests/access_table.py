"""Who gets what, written down: one row per route, one column per role.

`in` is the sign-in page, `no` 403, `-` 404, `ok` 200, `to` another page, `405`
a page that only takes POST (its POST is in the second table).
"""

ROLES = [
    "visitor", "member", "community_member", "moderator", "pending_partner",
    "partner", "colleague", "other_agent", "agent", "administrator",
]  # fmt: skip

GET = """
# route                     visi memb inco mode pend part coll oage agen admi
home                        ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
"""

POST = """
# route                     visi memb inco mode pend part coll oage agen admi
"""


def rows(table):
    """{route: [expected per role]} from a table above."""
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    return {route: columns for route, *columns in lines}
