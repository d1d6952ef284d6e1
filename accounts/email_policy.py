"""Which e-mail addresses the portal takes; docs/email-policy.md gives the reasons."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

# Where most people here have their mail: what a mistyped domain may have meant.
COMMON_DOMAINS = [
    "gmail.com",
    "hotmail.com",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "live.fr",
    "msn.com",
    "yahoo.fr",
    "yahoo.com",
    "icloud.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "neuf.fr",
    "bbox.fr",
    "laposte.net",
    "numericable.fr",
    "protonmail.com",
    "francetravail.fr",
]
# Where anybody can open a mailbox: such a domain says nothing of whom one works for.
# Providers of the French and their neighbours, world-wide ones, throw-away ones.
PUBLIC_MAILBOXES = frozenset(
    """
    gmail.com googlemail.com
    hotmail.com hotmail.fr hotmail.be hotmail.ch hotmail.co.uk hotmail.de hotmail.es hotmail.it
    outlook.com outlook.fr outlook.be outlook.de outlook.es outlook.it outlook.pt
    live.com live.fr live.be live.co.uk live.nl live.it msn.com passport.com windowslive.com
    yahoo.com yahoo.fr yahoo.be yahoo.ca yahoo.co.uk yahoo.de yahoo.es yahoo.it yahoo.pt
    ymail.com rocketmail.com myyahoo.com
    icloud.com me.com mac.com
    aol.com aol.fr aim.com caramail.com caramail.fr netscape.net verizon.net
    orange.fr wanadoo.fr voila.fr free.fr aliceadsl.fr libertysurf.fr online.fr worldonline.fr
    sfr.fr neuf.fr cegetel.net club-internet.fr 9online.fr 9business.fr noos.fr numericable.fr
    tele2.fr bbox.fr laposte.net mailo.com mailo.fr netcourrier.com netc.fr
    lilo.org vivaldi.net infonie.fr nordnet.fr dbmail.com freesbee.fr
    gmx.com gmx.fr gmx.net gmx.de gmx.at gmx.ch web.de mail.de freenet.de t-online.de posteo.de
    posteo.net mailbox.org tutanota.com tutanota.de tuta.com tuta.io tutamail.com keemail.me
    mail.com email.com usa.com europe.com post.com consultant.com engineer.com inbox.com
    proton.me pm.me protonmail.com protonmail.ch hushmail.com fastmail.com fastmail.fm hey.com
    zoho.com zoho.eu zohomail.com zohomail.eu yandex.com yandex.ru yandex.fr ya.ru mail.ru
    bk.ru list.ru inbox.ru rambler.ru seznam.cz wp.pl o2.pl onet.pl interia.pl
    skynet.be telenet.be proximus.be scarlet.be voo.be bluewin.ch sunrise.ch hispeed.ch
    pt.lu internet.lu libero.it virgilio.it alice.it tin.it tiscali.it sapo.pt telefonica.net
    terra.es btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com ziggo.nl kpnmail.nl
    comcast.net att.net sbcglobal.net cox.net bellsouth.net videotron.ca sympatico.ca
    qq.com 163.com 126.com naver.com hanmail.net rediffmail.com mailfence.com runbox.com
    disroot.org riseup.net duck.com skiff.com relay.firefox.com mozmail.com
    yopmail.com yopmail.fr mailinator.com guerrillamail.com 10minutemail.com temp-mail.org
    trashmail.com jetable.org sharklasers.com maildrop.cc
    """.split()  # noqa: SIM905  one word per domain, and no page of quotes
)
# Real domains that are one letter away from a common one.
_NOT_TYPOS = {"mail.com", "gmx.com", "gmx.fr", "live.com", "ymail.com", "email.com", "hotmail.be"}


def clean_address(typed):
    """Return the address to store for `typed`; raise ValidationError with a sentence.

    White space around it and invisible characters, which copying adds, are dropped.
    """
    address = "".join(char for char in typed.strip() if unicodedata.category(char) != "Cf").strip()
    try:
        valid = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise ValidationError(_refusal(address), code="invalid") from error
    return f"{valid.local_part}@{_stored_domain(valid)}".lower()


def _stored_domain(valid):
    """The domain as people read it, unless mail to that form would leave for another domain.

    Django encodes domains by the older IDNA, which takes « faß.de » for « fass.de ».
    """
    try:
        sent_to = valid.domain.encode("idna").decode()
    except UnicodeError:
        sent_to = ""
    return valid.domain if sent_to == valid.ascii_domain else valid.ascii_domain


def _refusal(address):
    local, at, domain = address.rpartition("@")
    if not at:
        return _('Enter an address with an "@", such as name@example.com.')
    if "<" in address:
        return _("Enter the address alone, without the name before it.")
    if not local.isascii():
        return _('The part before the "@" can only have letters without accents, digits and signs.')
    if any(char.isspace() for char in address):
        return _("Remove the space inside the address.")
    if "." not in domain:
        return _('After the "@", enter the whole domain, such as example.com.')
    return _("This address is not correct. Check it: it should look like name@example.com.")


def suggestion(address):
    """Return the address that `address` probably meant, when its domain looks mistyped."""
    local, _at, domain = address.rpartition("@")
    if not local or domain in COMMON_DOMAINS or domain in _NOT_TYPOS:
        return None
    distances = [(OSA.distance(domain, known), known) for known in COMMON_DOMAINS]
    distance, known = min(distances)
    # In a short domain two slips make another domain.
    allowed = 1 if len(known) < 9 else 2
    return f"{local}@{known}" if distance <= allowed else None
