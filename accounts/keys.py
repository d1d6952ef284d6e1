"""Keys under which e-mail addresses and identifiers are unique and looked up.

They are folded in Python, never in SQL: the databases disagree on « É ».
"""

import unicodedata

_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}


def clean_email(typed):
    """Return the address without the white space and invisible characters that copying adds."""
    return "".join(char for char in typed if unicodedata.category(char) not in _INVISIBLE)


def email_key(address):
    """Return the key of an e-mail address: case, width and stray spaces do not count."""
    return unicodedata.normalize("NFKC", clean_email(address)).casefold()


def username_key(identifier):
    """Return the key of an identifier, folded like an e-mail since one may be the other."""
    return unicodedata.normalize("NFKC", identifier.strip()).casefold()


def email_domain(address):
    """Return the folded domain of an e-mail address."""
    return email_key(address).rpartition("@")[2]
