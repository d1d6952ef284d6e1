from portal.notices.models import DigestItem, Notice, NoticePreference
from portal.privacy import registry


def register():
    registry.register("notices.Notice", export=export_notices, erase=erase_notices)
    registry.register("notices.NoticePreference", export=export_choices, erase=erase_choices)
    registry.register("notices.DigestItem", export=export_items, erase=erase_items)


def export_notices(user):
    return list(Notice.objects.of(user).values("created_at", "text", "read_at"))


def erase_notices(user):
    Notice.objects.of(user).delete()


def export_choices(user):
    return list(NoticePreference.objects.filter(user=user).values("kind", "frequency"))


def erase_choices(user):
    NoticePreference.objects.filter(user=user).delete()


def export_items(user):
    return list(DigestItem.objects.filter(recipient=user).values("created_at", "title"))


def erase_items(user):
    DigestItem.objects.filter(recipient=user).delete()
