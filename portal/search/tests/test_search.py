"""The same words find the same things, best first, on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.services import MAX_TYPED, read, search
from portal.territories.models import Territory

PLUMBER = "Plombier-chauffagiste"


@pytest.mark.parametrize(
    "words",
    [
        "Plombier-chauffagiste",
        "plombiere chauffagiste",
        "PLOMBIÈRES CHAUFFAGISTES",
        "chauffagiste, plombier",
        "un plombier chauffagiste",
        "l’plombier",
        "plombié",
        "plonbier",
        "plombier chaufagiste",
        "plombeir",
    ],
)
def test_words_are_forgiven(index, found, words):
    index(PLUMBER, "Cuisinier", "Plâtrier")
    assert found(words) == [PLUMBER]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Électricien", "electriciennes"),
        ("Formateur", "formatrice"),
        ("Vendeur", "vendeuse"),
        ("Boucher", "bouchère"),
        ("Animateur sportif", "animatrice sportive"),
        ("Cœur de métier", "coeur metier"),
        ("L’hôpital", "hopital"),
        ("Langage C", "langage c"),
        ("Agent commercial", "agentes commerciales"),
        ("Travaux publics", "travaux publique"),
    ],
)
def test_gender_number_accents_and_ligatures(index, found, title, words):
    index(title, "Soudeur")
    assert found(words) == [title]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Médiation numérique de proximité", "mediation numerik"),
        ("Médiation numérique de proximité", "mediation numerike"),
        ("Secrétaires de mairie", "secretere mairie"),
        ("Informatique", "informatik"),
        ("Photographe", "fotografe"),
        ("Menuisière", "menuizier"),
    ],
)
def test_words_typed_as_they_are_spoken(index, found, title, words):
    index(title, "Secret de Metz", "Nuit", "Formatrice")
    assert found(words) == [title]


def test_what_only_sounds_a_little_alike_is_not_found(index, found):
    index("Metz", "Maître d’hôtel", "Numéro")
    assert found("mettez") == found("numerik") == []


def test_all_words_are_required(index, found):
    index("Plombier à Lille", "Plombier à Lens")
    assert found("plombier lens") == ["Plombier à Lens"]
    assert found("plombier soudeur") == []


def test_title_comes_before_text_and_short_titles_first(index, found):
    index("Soudeur", body="Travaille avec un plombier.")
    index("Assistant plombier du bâtiment", "Plombier")
    assert found("plombier") == ["Plombier", "Assistant plombier du bâtiment", "Soudeur"]


def test_exact_words_hide_similar_ones(index, found):
    index("Cuisine", "Cousine")
    assert found("cuisine") == ["Cuisine"]
    assert found("cuisune") == ["Cuisine"]


def test_a_slip_that_makes_another_word(index, found):
    index("Cuisine du monde", "Cousine de Lyon")
    assert found("cousine monde") == ["Cuisine du monde"]


@pytest.mark.parametrize("typed", ["plo", "plombie", "chauffagis", "plombier chau", "PLOMB"])
def test_half_typed_words(index, found, typed):
    index(PLUMBER, "Cuisinier")
    assert found(typed, prefix=True) == [PLUMBER]


def test_whole_words_come_before_half_typed_ones(index, found):
    index("Cuisinier de nuit", "Cuisine")
    assert found("cuisine", prefix=True)[0] == "Cuisine"


def test_words_cut_short_are_found_where_nothing_holds_them_whole(index, found):
    index("Achats publics", "Acheteur")
    assert found("acha publics") == found("ach publi") == ["Achats publics"]
    assert found("ac publics") == []


def test_only_the_last_word_is_half_typed_where_it_is_a_word(index, found):
    index("Plan", "Planche")
    assert found("plan ", prefix=True) == ["Plan"]
    assert found("plan", prefix=True) == ["Plan", "Planche"]


def test_a_small_word_being_typed_does_not_hide_what_was_found(index, found):
    index("Mission locale de Lille")
    assert found("mission locale de", prefix=True) == ["Mission locale de Lille"]
    assert found("de", prefix=True) == []


def test_codes_are_found_as_they_are(index, found):
    index("Plombier", body="RNCP35189 35189")
    index("Cuisinier", body="RNCP35188 35188")
    assert found("RNCP35189") == found("rncp35189") == found("35189") == ["Plombier"]
    assert found("35180") == []
    assert set(found("RNCP3518", prefix=True)) == {"Cuisinier", "Plombier"}


def test_nothing_typed_keeps_everything(index, found):
    index("Plombier", "Cuisinier")
    assert len(found("")) == len(found("   ")) == 2


def test_what_holds_no_word_finds_nothing(index, found):
    index("Plombier")
    assert found("???") == found("de la") == found("'") == []


ODD = [
    "l'",
    '"',
    '"plombier',
    "plombier'",
    "plombier AND",
    "NOT plombier",
    "plombier*",
    "(plombier",
    "plombier NEAR/2",
    "title:plombier",
    "plombier & ! | <->",
    "\\",
    "%",
    "_",
    "plombier\0chauffagiste",
    "\ud800",
    "plombier\udfff",
    "9" * 40,
    "1e400",
    "-1",
    "نص عربي",
    "水管工",
    "Сантехник",
    "ﷺ",
    "e\u0301" * 50,
    "🔧 plombier",
    "a" * 10_240,
    "plombier " * 1_200,
    "é" * 5_000,
    "½ ² ³",
    "\u202eplombier",
    "हिन्दी",
]


@pytest.mark.parametrize("words", ODD, ids=lambda words: ascii(words[:20]))
@pytest.mark.parametrize("prefix", [False, True])
def test_never_fails(index, found, words, prefix):
    index(PLUMBER, "水管工", "Сантехник")
    found(words, prefix=prefix)


def test_other_scripts_are_found(index, found):
    index("Сантехник", "水管工", PLUMBER)
    assert found("сантехник") == ["Сантехник"]
    assert found("水管工") == ["水管工"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(words=st.text(alphabet=st.characters(), max_size=60), prefix=st.booleans())
def test_never_fails_on_any_text(index, found, words, prefix):
    found(words, prefix=prefix)


def test_long_requests_are_cut(index, found):
    index(PLUMBER)
    assert found("plombier " + "x" * MAX_TYPED) == []
    assert found("plombier" + " " * MAX_TYPED + "soudeur") == [PLUMBER]


def test_searches_within_what_it_is_given(index):
    shown, hidden = index("Plombier visible", "Plombier caché")
    assert list(search(Territory.objects.exclude(pk=hidden.pk), "plombier")) == [shown]


def test_results_may_be_counted_sliced_and_sorted_again(index):
    index("Plombier A", "Plombier B")
    results = search(Territory.objects.all(), "plombier")
    assert results.count() == 2
    assert [thing.name for thing in results.order_by("-name_key")[:1]] == ["Plombier B"]
    assert results[0].relevance > 0


@pytest.mark.parametrize("words", ["plombier", "plombier chauffagiste", "plonbier", "plo"])
def test_few_queries(index, words, django_assert_max_num_queries):
    index(PLUMBER)
    with django_assert_max_num_queries(4):
        list(search(Territory.objects.all(), words, prefix=True))


# Names, keywords, fillers --------------------------------------------------------


def test_names_are_found_as_written_and_lead_to_no_other_word(index, found):
    index("Comptabilité", names="13200 Arles Bouches-du-Rhône")
    index("Boucher")
    assert found("boucher") == ["Boucher"]
    assert found("bouches du rhone") == found("arles") == found("13200") == ["Comptabilité"]
    assert found("compta arl", prefix=True) == ["Comptabilité"]


def test_a_misspelt_name_is_found(index, found):
    index("Soudeur", names="Marseille")
    assert found("soudeur marseile") == ["Soudeur"]


def test_a_word_may_be_a_name_too(index, found):
    index("Orange et citron")
    index("Soudeur", names="Orange")
    assert set(found("orange")) == {"Orange et citron", "Soudeur"}


def test_keywords_come_after_the_title_and_before_the_body(index, found):
    index("Avec un serveur informatique", body="rien")
    index("Employé polyvalent", keywords=["Serveur / Serveuse", "Barman"])
    index("Réseaux", body="serveur")
    index("Serveur")
    assert found("serveuse") == [
        "Serveur",
        "Avec un serveur informatique",
        "Employé polyvalent",
        "Réseaux",
    ]


def test_words_of_one_keyword_go_before_words_of_two(index, found):
    index("Gestion", keywords=["Hôte d’accueil", "Agent de caisse"])
    index("Vente", keywords=["Hôte de caisse"])
    assert found("hote de caisse") == ["Vente", "Gestion"]


def test_a_whole_keyword_goes_before_part_of_one(index, found):
    index("Soins", keywords=["Aide à domicile pour enfants"])
    index("Ménage", keywords=["Aide à domicile"])
    assert found("aide a domicile") == ["Ménage", "Soins"]


def test_fillers_count_only_when_alone(index, found):
    index("Soudeur")
    assert found("cherche soudeur") == ["Soudeur"]
    assert found("cherche") == []


@pytest.mark.parametrize("words", ["medicosocial", "médicosocial", "médico social"])
def test_two_words_written_as_one(index, found, words):
    index("Agent médico-social")
    assert found(words) == ["Agent médico-social"]


@pytest.mark.parametrize("words", ["st etienne", "Saint-Étienne", "ST ETIENNE"])
def test_saint_is_abbreviated(index, found, words):
    index("Soudeur", names="Saint-Étienne")
    index("Maçon", names="St Etienne")
    assert set(found(words)) == {"Soudeur", "Maçon"}


def test_short_words_are_no_slips_of_others(index, found):
    index("Nord")
    assert found("word") == []
    assert found("nrd") == []


def test_what_was_looked_for_instead_is_told(index):
    index("Plombier", "Cuisinier")
    assert read(Territory, "plombiar cuisinier").corrections == {"plombiar": "plombier"}


def test_which_objects_hold_each_word(index):
    plumber, cook = index("Plombier", "Cuisinier")
    found = read(Territory, "plombier cuisinier xyzxyz").matches_by_word()
    assert found == {"plombier": {plumber.pk}, "cuisinier": {cook.pk}}
