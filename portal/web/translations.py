"""The message catalogues: found in the source, kept in locale/, compiled without gettext.

Message ids are English; `locale/<app>/fr/LC_MESSAGES/django.po` holds the French.
A string used by several apps belongs to the lowest of them.
"""

import ast
import re
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

# From the ground up: the first catalogue that uses a string owns it.
CATALOGUES = [Path(path).name for path in settings.LOCALE_PATHS]
LANGUAGE = "fr"
METADATA = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": LANGUAGE,
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}

# Position of (context, singular, plural) among the arguments of each function.
_FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TEMPLATE_CALL = re.compile(
    rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)\s*(?:,\s*count)?\s*\)"
)


def catalogue_path(name):
    return settings.BASE_DIR / "locale" / name / LANGUAGE / "LC_MESSAGES" / "django.po"


def source_files():
    """Every file that may hold a message, with the catalogue it belongs to."""
    for name in CATALOGUES:
        for path in sorted((settings.BASE_DIR / name).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield name, path
    for pattern in ("*.html", "*.txt"):
        for path in sorted((settings.BASE_DIR / "templates").rglob(pattern)):
            owners = set(path.relative_to(settings.BASE_DIR / "templates").parts) & set(CATALOGUES)
            yield (owners.pop() if owners else "portal"), path


def messages_in(path):
    """Yield (context, singular, plural) for each message of a Python file or template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _messages_in_python(text)
    else:
        yield from _messages_in_template(text)


def _messages_in_python(text):
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", None))
        if name in _FUNCTIONS:
            arguments = [getattr(argument, "value", None) for argument in node.args]
            yield from _message(name, arguments)


def _messages_in_template(text):
    for match in _TEMPLATE_CALL.finditer(templatize(text)):
        yield from _message(match[1], ast.literal_eval(f"({match[2]},)"))


def _message(function, arguments):
    def argument(position):
        value = arguments[position] if position is not None and position < len(arguments) else None
        return value if isinstance(value, str) else None

    context, singular, plural = (argument(position) for position in _FUNCTIONS[function])
    if singular:
        yield context, singular, plural


def extract():
    """Return {catalogue: {(context, singular): (plural, [files])}} as the source has it now."""
    owner = {}
    found = {name: {} for name in CATALOGUES}
    for name, path in sorted(source_files(), key=lambda item: CATALOGUES.index(item[0])):
        for context, singular, plural in messages_in(path):
            key = (context, singular)
            catalogue = found[owner.setdefault(key, name)]
            known_plural, files = catalogue.setdefault(key, (plural, []))
            catalogue[key] = (known_plural or plural, files)
            relative = path.relative_to(settings.BASE_DIR).as_posix()
            if relative not in files:
                files.append(relative)
    return found


def read_catalogue(name):
    path = catalogue_path(name)
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)


def update():
    """Bring every catalogue in line with the source, keeping the translations that exist."""
    known = {
        (entry.msgctxt, entry.msgid): entry
        for name in CATALOGUES
        for entry in read_catalogue(name)
        if not entry.obsolete
    }
    for name, messages in extract().items():
        catalogue = polib.POFile(wrapwidth=100)
        catalogue.metadata = METADATA
        for (context, singular), (plural, files) in sorted(
            messages.items(), key=lambda item: (item[1][1][0], item[0][1], item[0][0] or "")
        ):
            catalogue.append(
                _entry(known.get((context, singular)), context, singular, plural, files)
            )
        path = catalogue_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"{catalogue}\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _entry(known, context, singular, plural, files):
    entry = polib.POEntry(
        msgctxt=context, msgid=singular, occurrences=[(file, "") for file in files]
    )
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = (known and known.msgstr_plural) or {0: "", 1: ""}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def compile_catalogues():
    """Write the .mo files that Django reads."""
    for name in CATALOGUES:
        path = catalogue_path(name)
        if path.exists():
            read_catalogue(name).save_as_mofile(str(path.with_suffix(".mo")))


def untranslated():
    """Messages of the source without French, as "catalogue: message"."""
    missing = []
    for name, messages in extract().items():
        translated = {
            (entry.msgctxt, entry.msgid)
            for entry in read_catalogue(name)
            if entry.msgstr or (entry.msgstr_plural and all(entry.msgstr_plural.values()))
        }
        missing += [f"{name}: {key[1]}" for key in messages if key not in translated]
    return missing
