"""What `make run` says last: where the portal is, and where its mail is read."""

from portal.web.banner import when_ready


def test_the_address_and_the_mailbox_are_said_once_the_portal_answers(monkeypatch, capsys):
    monkeypatch.setenv("SITE_URL", "http://127.0.0.1:9000")
    when_ready(None)
    said = capsys.readouterr().out
    assert said.startswith("Le portail est prêt : http://127.0.0.1:9000 –")
    assert said.endswith("http://127.0.0.1:9000/boite-aux-lettres/\n")
