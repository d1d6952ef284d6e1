"""Personal data that this block holds."""

from portal.privacy.registry import register


def export_acceptances(user):
    rows = user.terms_acceptances.select_related("terms").order_by("accepted_at")
    return [
        {"version": row.terms.version, "accepted_at": row.accepted_at.isoformat()} for row in rows
    ]


def register_personal_data():
    register(
        "pages.TermsAcceptance",
        export=export_acceptances,
        kept_because="Proof of the agreement; holds only the id of the anonymised account.",
    )
