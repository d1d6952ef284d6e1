"""LHEO files made for tests: a plain one of any size, and one that has every element once."""

from trainings.services.imports.lheo_format import Container, structure

NAMESPACES = {"2.2": "http://www.lheo.org/2.2", "2.3": "http://lheo.gouv.fr/2.3"}

ADDRESS = (
    "<adresse><ligne>12 rue des Écoles</ligne><codepostal>59{code:03}</codepostal>"
    "<ville>Ville {code}</ville><departement>59</departement></adresse>"
)
BODY = (
    "<organisme-formation-responsable><numero-activite>99999999999</numero-activite>"
    "<SIRET-organisme-formation><SIRET>19290076900014</SIRET></SIRET-organisme-formation>"
    "<nom-organisme>Greta</nom-organisme><raison-sociale>Greta</raison-sociale>"
    "<coordonnees-organisme><coordonnees>{address}</coordonnees></coordonnees-organisme>"
    "<contact-organisme><coordonnees/></contact-organisme></organisme-formation-responsable>"
)
FORMATION = (
    '<formation numero="{number}"><domaine-formation><code-FORMACODE>22654</code-FORMACODE>'
    "<code-ROME>F1603</code-ROME></domaine-formation>"
    "<intitule-formation>{title}</intitule-formation>"
    "<objectif-formation>Poser et dépanner une installation.</objectif-formation>"
    "<resultats-attendus>Titre professionnel</resultats-attendus>"
    "<contenu-formation>{programme}</contenu-formation><certifiante>1</certifiante>"
    "<contact-formation><coordonnees/></contact-formation>"
    "<parcours-de-formation>3</parcours-de-formation><code-niveau-entree>4</code-niveau-entree>"
    "<certification><code-RNCP>320</code-RNCP></certification>"
    "<code-niveau-sortie>4</code-niveau-sortie>{actions}{body}</formation>"
)
ACTION = (
    "<action><rythme-formation>Temps plein</rythme-formation>"
    "<code-public-vise>83056</code-public-vise>"
    "<niveau-entree-obligatoire>1</niveau-entree-obligatoire>"
    "<modalites-alternance>-</modalites-alternance>"
    "<modalites-enseignement>0</modalites-enseignement>"
    "<conditions-specifiques>Aucune</conditions-specifiques>"
    "<prise-en-charge-frais-possible>1</prise-en-charge-frais-possible>"
    "<lieu-de-formation><coordonnees><nom>Centre {code}</nom>{address}"
    "<telfixe><numtel>03 20 00 00 00</numtel></telfixe></coordonnees></lieu-de-formation>"
    "<modalites-entrees-sorties>0</modalites-entrees-sorties>{sessions}"
    "<nombre-heures-total>700</nombre-heures-total>"
    "<organisme-financeur><code-financeur>2</code-financeur>"
    "<nb-places-financees>{seats}</nb-places-financees></organisme-financeur></action>"
)
SESSION = (
    '<session numero="{number}"><periode><debut>{start}</debut><fin>{end}</fin></periode>'
    "<adresse-inscription>{address}</adresse-inscription>"
    "<etat-recrutement>1</etat-recrutement></session>"
)


def head(version):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<lheo xmlns="{NAMESPACES[version]}">\n<offres>\n'
    )


TAIL = "</offres>\n</lheo>\n"


def formation(number, *, actions=1, sessions=1, centres=40, seats=12, start="20270301", **texts):
    """A formation as text; its sessions are numbered after it."""
    shown = []
    for rank in range(actions):
        address = ADDRESS.format(code=(number * actions + rank) % centres)
        numbers = (f"{number}-{rank}-{place}" for place in range(sessions))
        shown.append(
            ACTION.format(
                code=(number * actions + rank) % centres,
                address=address,
                seats=seats,
                sessions="".join(
                    SESSION.format(number=n, start=start, end="20270930", address=address)
                    for n in numbers
                ),
            )
        )
    texts = {"title": f"Plombier {number}", "programme": "Module 1 : souder", **texts}
    address = ADDRESS.format(code=0)
    body = BODY.format(address=address)
    return FORMATION.format(number=number, actions="".join(shown), body=body, **texts) + "\n"


def write(path, formations, version="2.2"):
    with path.open("w", encoding="utf-8") as file:
        file.write(head(version))
        file.writelines(formations)
        file.write(TAIL)
    return path


# Values that the elements of a whole file must have for it to be imported.
SENSIBLE = {
    "debut": "20270301",
    "fin": "20270930",
    "date": "20270101",
    "codepostal": "59000",
    "departement": "59",
    "latitude": "50.63",
    "longitude": "3.06",
    "courriel": "accueil@centre.example",
    "code-RNCP": "320",
    "code-RS": "1234",
    "numero-activite": "99999999999",
    "code-niveau-sortie": "4",
}


def whole(version):
    """A file with every element of the format, each as often as it must be, once at least."""
    elements = structure(version)

    def made(name):
        if name == "extras":
            return '<extras info="autre"><extra info="x">1</extra></extras>'
        kind = elements[name]
        attributes = ' numero="N-1"' if name in {"formation", "action", "session"} else ""
        if isinstance(kind, Container):
            inside = "".join(made(item) for item, _times in kind.items)
            return f"<{name}{attributes}>{inside}</{name}>"
        return f"<{name}>{SENSIBLE.get(name) or sample_of(kind)}</{name}>"

    return f'<lheo xmlns="{NAMESPACES[version]}">' + made("lheo").removeprefix("<lheo>")


def sample_of(kind):
    if kind.choices:
        return sorted(kind.choices)[0]
    if kind.pattern.pattern == r"-?\d+":
        return "3"
    return "A" * max(kind.least, 1)
