"""Reading LHEO 2.2 and 2.3, formation by formation, in constant memory."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from .lheo_format import VERSIONS, Checker
from .lheo_offers import FormationReader
from .records import FileRefused

# No entity is replaced, nothing is fetched, and libxml2's own limits stay on.
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
# What libxml2 says of broken files, in words.
_CUT = gettext_lazy("the file stops before its end")
_TAGS = gettext_lazy("an element does not close as it opened")
_SIGNS = gettext_lazy("a sign “&” or “<” stands alone in a text")
_ENCODING = gettext_lazy("a character is not in the encoding that the file declares")
_UNREADABLE = gettext_lazy("the XML cannot be read")
BROKEN = {
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: _CUT,
    etree.ErrorTypes.ERR_LTSLASH_REQUIRED: _CUT,
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: _TAGS,
    etree.ErrorTypes.ERR_NAME_REQUIRED: _SIGNS,
    etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING: _SIGNS,
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: _SIGNS,
    etree.ErrorTypes.ERR_INVALID_CHAR: _ENCODING,
    etree.ErrorTypes.ERR_INVALID_ENCODING: _ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING: _ENCODING,
}


class LheoSource:
    """The offers of an LHEO file. One that is not as its version says is refused whole."""

    def __init__(self, path, profile):
        self.path = Path(path)
        self.prefix = profile.prefix
        self.percent = 0
        self.namespace, self.version = self._identify()

    def _identify(self):
        """The namespace and version of the file, by its first element."""
        try:
            with self.path.open("rb") as file:
                _event, root = next(etree.iterparse(file, events=("start",), **SAFE))
                if root.getroottree().docinfo.doctype:
                    raise FileRefused(_("The file declares a document type: it is refused."))
                name = etree.QName(root)
        except (etree.XMLSyntaxError, StopIteration) as error:
            line = getattr(error, "lineno", None) or 1
            text = _("This is not an XML file: line %(line)d cannot be read.")
            raise FileRefused(text % {"line": line}) from error
        namespace = name.namespace or ""
        version = namespace.rsplit("/", 1)[-1]
        if "lheo" not in namespace or name.localname not in {"lheo", "lheo-index", "lheo-plus"}:
            raise FileRefused(_("This is not an LHEO file."))
        if version not in VERSIONS:
            text = _("LHEO %(found)s is not supported: only %(known)s are.")
            raise FileRefused(text % {"found": version, "known": ", ".join(VERSIONS)})
        if name.localname != "lheo":
            text = _("Files whose first element is %(name)s are not supported, only lheo.")
            raise FileRefused(text % {"name": name.localname})
        return namespace, version

    def offers(self):
        reader = FormationReader(self.namespace, self.prefix)
        for formation in self._formations():
            yield from reader.offers(formation)

    def _formations(self):
        checker = Checker(self.namespace, self.version)
        tags = [f"{{{self.namespace}}}{name}" for name in ("formation", "offres", "lheo")]
        found = 0
        try:
            size = self.path.stat().st_size
            with self.path.open("rb") as file:
                for _event, element in etree.iterparse(file, events=("end",), tag=tags, **SAFE):
                    if element.tag != tags[0]:
                        self._check_frame(checker, element, found)
                        continue
                    found += 1
                    checker.check(element)
                    self.percent = 100 * file.tell() // size
                    yield element
                    self._forget(checker, element)
        except etree.XMLSyntaxError as error:
            reason = BROKEN.get(error.code, _UNREADABLE)
            text = _("Line %(line)d: %(reason)s.")
            raise FileRefused(text % {"line": error.lineno or 0, "reason": reason}) from error

    def _check_frame(self, checker, element, found):
        """What stands around the formations, which are gone by now."""
        name = checker.name(element)
        if name == "offres" and not found:
            raise checker.refusal(element, _("it lacks %(name)s") % {"name": "formation"})
        allowed = {"offres": {"formation", "extras"}, "lheo": {"offres", "extras"}}[name]
        for child in element:
            if isinstance(child.tag, str) and checker.name(child) not in allowed:
                raise checker.refusal(child, _("this element is not in the format"))

    def _forget(self, checker, element):
        """Free a formation and what came before it; only formations may come before another."""
        before = element.getprevious()
        while before is not None:
            if isinstance(before.tag, str) and before.tag != element.tag:
                text = _("it is not expected there, in %(name)s")
                raise checker.refusal(before, text % {"name": "offres"})
            element.getparent().remove(before)
            before = element.getprevious()
        element.clear()
