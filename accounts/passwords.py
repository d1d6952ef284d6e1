"""The rules of passwords, shown one by one beside the field and checked here."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.search.text import fold

MIN_LENGTH = 8
MAX_LENGTH = 64
# Shorter parts of a name are found in too many words.
NAME_PART_LENGTH = 4

# (name for the script that turns them green, sentence, test)
RULES = [
    ("min", gettext_lazy("at least 8 characters"), lambda text: len(text) >= MIN_LENGTH),
    ("max", gettext_lazy("at most 64 characters"), lambda text: len(text) <= MAX_LENGTH),
    ("upper", gettext_lazy("1 capital letter"), lambda text: any(c.isupper() for c in text)),
    ("lower", gettext_lazy("1 small letter"), lambda text: any(c.islower() for c in text)),
    ("digit", gettext_lazy("1 digit"), lambda text: any(c.isdecimal() for c in text)),
    (
        "special",
        gettext_lazy("1 special character"),
        lambda text: any(not c.isalnum() and not c.isspace() for c in text),
    ),
]


class PasswordRulesValidator:
    """Says which of the shown rules a password misses."""

    def validate(self, password, user=None):
        missing = [str(sentence) for _name, sentence, passes in RULES if not passes(password)]
        if missing:
            raise ValidationError(
                _("The password does not follow these rules: %(missing)s.")
                % {"missing": ", ".join(missing)},
                code="password_rules",
            )

    def get_help_text(self):
        return _("The password must follow these rules: %(rules)s.") % {
            "rules": ", ".join(str(sentence) for _name, sentence, _passes in RULES)
        }


class PersonalDataValidator:
    """Refuses a password that holds the person's address or a part of their name."""

    def validate(self, password, user=None):
        if user is None:
            return
        folded = fold(password).replace(" ", "")
        for found in self.personal_words(user):
            if found in folded:
                raise ValidationError(
                    _("The password must not contain your name or your e-mail address."),
                    code="password_personal",
                )

    def personal_words(self, user):
        names = f"{getattr(user, 'first_name', '')} {getattr(user, 'last_name', '')}"
        email = fold(getattr(user, "email", "")).replace(" ", "")
        return {part for part in [email, *fold(names).split()] if len(part) >= NAME_PART_LENGTH}

    def get_help_text(self):
        return _("The password must not contain your name or your e-mail address.")
