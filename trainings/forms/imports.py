from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trainings.models import ImportColumn, ImportProfile
from trainings.services.imports.fields import FIELDS, field_choices

MAX_SIZE = 200 * 1024 * 1024


class FileField(forms.FileField):
    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > MAX_SIZE:
            raise ValidationError(_("The file is larger than 200 MB: use the command instead."))
        return file


class ImportForm(forms.Form):
    profile = forms.ModelChoiceField(ImportProfile.objects.all(), label=_("Import profile"))
    file = FileField(label=_("File (CSV, XLSX or LHEO)"))
    close_missing = forms.BooleanField(
        label=_("Close the sessions of this profile that the file no longer has"),
        required=False,
        help_text=_("Only for a file that holds the whole offer. Those concerned are told."),
    )


class ProfileFromFileForm(forms.Form):
    name = forms.CharField(label=_("Name of the profile"), max_length=120)
    file = FileField(
        label=_("File (CSV or XLSX)"),
        help_text=_("Only its columns are read: nothing is imported."),
    )

    def clean_name(self):
        name = self.cleaned_data["name"]
        if ImportProfile.objects.filter(name=name).exists():
            raise ValidationError(_("A profile has this name already."))
        return name


class ColumnForm(forms.ModelForm):
    field = forms.ChoiceField(label=_("Goes to"), required=False)

    class Meta:
        model = ImportColumn
        fields = ["position", "column", "field", "fixed", "values", "note"]
        widgets = {
            "position": forms.NumberInput(attrs={"size": 3}),
            "column": forms.TextInput(attrs={"size": 22}),
            "fixed": forms.TextInput(attrs={"size": 12}),
            "values": forms.Textarea(attrs={"rows": 2, "cols": 12}),
            "note": forms.TextInput(attrs={"size": 18}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("Not used")), *field_choices()]

    def clean(self):
        data = super().clean()
        if data.get("fixed") and data.get("field") not in FIELDS:
            raise ValidationError(_("Say where the value goes."))
        return data
