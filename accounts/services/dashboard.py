"""« Mon espace personnel »: the blocks of a role, as the person arranged them."""

from django.db import transaction

from accounts.models import DashboardPreference, User
from portal.web.registry import dashboard_blocks


def arranged_blocks(user):
    """Return the blocks that this person may see, in their order: (shown, hidden)."""
    preference = DashboardPreference.objects.filter(user=user).first() or DashboardPreference()
    blocks = _in_order(dashboard_blocks.for_user(user), preference.order)
    shown = [block for block in blocks if block.name not in preference.hidden]
    hidden = [block for block in blocks if block.name in preference.hidden]
    return shown, hidden


def _in_order(blocks, order):
    """Blocks that the person placed keep their place; new ones go by their usual position."""
    names = [block.name for block in blocks]
    placed = [name for name in order if name in names]
    for index, name in enumerate(names):
        if name not in placed:
            previous = next((p for p in reversed(names[:index]) if p in placed), None)
            placed.insert(placed.index(previous) + 1 if previous else 0, name)
    by_name = {block.name: block for block in blocks}
    return [by_name[name] for name in placed]


def hide_block(user, name):
    _change(user, lambda shown, hidden: (_without(shown, name), [*_without(hidden, name), name]))


def show_block(user, name):
    _change(user, lambda shown, hidden: ([*_without(shown, name), name], _without(hidden, name)))


def move_block(user, name, step):
    """Move a shown block up (-1) or down (1); at the edge it stays where it is."""

    def moved(shown, hidden):
        if name in shown:
            index = shown.index(name)
            target = min(max(index + step, 0), len(shown) - 1)
            shown.insert(target, shown.pop(index))
        return shown, hidden

    _change(user, moved)


def _without(names, name):
    return [other for other in names if other != name]


@transaction.atomic
def _change(user, arrange):
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = {block.name for block in dashboard_blocks.for_user(user)}
    shown, hidden = ([block.name for block in blocks] for blocks in arranged_blocks(user))
    shown, hidden = arrange(shown, hidden)
    DashboardPreference.objects.update_or_create(
        user=user,
        defaults={
            "order": [name for name in [*shown, *hidden] if name in known],
            "hidden": [name for name in hidden if name in known],
        },
    )
