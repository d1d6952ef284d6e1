class PasswordRulesValidator:
    def validate(self, password, user=None):
        pass

    def get_help_text(self):
        return ""


class PersonalDataValidator(PasswordRulesValidator):
    pass
