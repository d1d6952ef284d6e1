"""The structure of LHEO files: which element holds which, how often, and with what values.

`lheo-2.2.txt` and `lheo-2.3.txt` say it in short, a line for each element:

    offres: formation+ extras*            elements inside, in this order (? * + or {least,most})
    certifiante = 0|1                     one of these values
    ville = 1..50                         so many characters, with a /pattern/ for some
    nb-places = number
"""

import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from .records import FileRefused

HERE = Path(__file__).parent
VERSIONS = ["2.2", "2.3"]
TIMES = {"?": (0, 1), "*": (0, None), "+": (1, None), "": (1, 1)}
ITEM = re.compile(r"([A-Za-z0-9-]+)([?*+]|\{\d+,\d*\})?\Z")


class Container:
    """An element that holds others, in one order."""

    def __init__(self, words):
        self.items = [_item(word) for word in words.split()]
        parts = (f"(?:{re.escape(name)} ){_repeat(times)}" for name, times in self.items)
        self.pattern = re.compile("".join(parts))
        self.known = set()  # the sequences that were right already

    def accepts(self, names):
        sequence = "".join(f"{name} " for name in names)
        if sequence in self.known:
            return True
        if not self.pattern.fullmatch(sequence):
            return False
        if len(self.known) < 10_000:
            self.known.add(sequence)
        return True

    def first_wrong(self, names):
        """(position of the first that is wrong, the element that is missing there or None)."""
        position = 0
        for name, (least, most) in self.items:
            count = 0
            while position < len(names) and names[position] == name and count != most:
                position, count = position + 1, count + 1
            if count < least:
                return position, name
        return position, None


class Value:
    """An element that holds a text."""

    def __init__(self, words):
        self.least, self.most, self.choices = 0, 10**9, None
        pattern = "(?s).*"
        if limits := re.match(r"(\d+)\.\.(\d*)", words):
            self.least, self.most = int(limits[1]), int(limits[2] or self.most)
            pattern = words.partition("/")[2].rstrip("/") or pattern
        elif words == "number":
            pattern = r"-?\d+"
        elif words:
            self.choices = set(words.split("|"))
        self.pattern = re.compile(pattern)

    def accepts(self, text):
        if self.choices is not None:
            return text.strip() in self.choices
        if not self.least <= len(text) <= self.most:
            return False
        return self.pattern.fullmatch(text.strip()) is not None


def _item(word):
    name, times = ITEM.match(word).groups()
    if times and times[0] == "{":
        least, most = times[1:-1].split(",")
        return name, (int(least), int(most) if most else None)
    return name, TIMES[times or ""]


def _repeat(times):
    least, most = times
    return f"{{{least},{'' if most is None else most}}}"


@cache
def structure(version):
    """The elements of a version by name; `extras` and `extra` hold whatever they like."""
    elements = {}
    for line in (HERE / f"lheo-{version}.txt").read_text(encoding="utf-8").splitlines():
        if ": " in line:
            name, _colon, words = line.partition(": ")
            elements[name] = Container(words)
        else:
            name, _equals, words = line.partition(" = ")
            elements[name] = Value(words)
    return elements


class Checker:
    """Refuses a file at the first element that its version does not have so."""

    def __init__(self, namespace, version):
        self.elements = structure(version)
        self.before = f"{{{namespace}}}"

    def name(self, element):
        """The name of an element; those of other namespaces keep theirs, and are in no format."""
        return element.tag.removeprefix(self.before)

    def check(self, element):
        """Check an element and all that it holds."""
        name = self.name(element)
        if name == "extras":
            return self._check_extras(element)
        kind = self.elements.get(name)
        if kind is None:
            raise self.refusal(element, _("this element is not in the format"))
        if isinstance(kind, Value):
            return self._check_value(element, kind)
        children = [child for child in element if isinstance(child.tag, str)]
        names = [self.name(child) for child in children]
        if not kind.accepts(names):
            raise self._wrong_inside(element, kind, children, names)
        if element.text and element.text.strip():
            raise self.refusal(element, _("it holds elements, no text"))
        for child in children:
            self.check(child)
        return None

    def _check_extras(self, extras):
        for child in extras.iterdescendants():
            if isinstance(child.tag, str) and self.name(child) not in {"extras", "extra"}:
                raise self.refusal(child, _("extras hold only extras and extra"))

    def _check_value(self, element, kind):
        if len(element) and any(isinstance(child.tag, str) for child in element):
            raise self.refusal(element, _("it holds a text, no element"))
        text = element.text or ""
        if not kind.accepts(text):
            shown = text.strip()[:60]
            raise self.refusal(
                element, _("the value “%(value)s” is not allowed") % {"value": shown}
            )

    def _wrong_inside(self, element, kind, children, names):
        position, missing = kind.first_wrong(names)
        if position < len(children):
            wrong = children[position]
            if names[position] not in self.elements and names[position] != "extras":
                return self.refusal(wrong, _("this element is not in the format"))
            if missing and names[position] in dict(kind.items):
                return self.refusal(wrong, _("it lacks %(name)s before it") % {"name": missing})
            text = _("it is not expected there, in %(name)s")
            return self.refusal(wrong, text % {"name": self.name(element)})
        return self.refusal(element, _("it lacks %(name)s") % {"name": missing})

    def refusal(self, element, reason):
        shown = {"line": element.sourceline, "name": self.name(element), "reason": reason}
        return FileRefused(_("Line %(line)d, element %(name)s: %(reason)s.") % shown)
