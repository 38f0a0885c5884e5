"""Loading: all or nothing, and each commune for itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from guichet.communes.models import Commune
from guichet.knowledge import models, snapshots
from guichet.knowledge.packs import load
from guichet.knowledge.packs.read import read_pack

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """How many rows each model has."""
    return {name: getattr(models, name)._default_manager.count() for name in models.__all__} | {
        "Commune": Commune.objects.count()
    }


def test_a_pack_becomes_rows_and_a_snapshot(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_pack", pack)
    commune = Commune.objects.get(slug="roche-sur-ourlette")
    assert (commune.name, commune.with_de, commune.languages) == ("Roche-sur-Ourlette", "de Roche-sur-Ourlette", ["fr"])
    service = models.Service.objects.get(commune=commune, key="cpas-roche")
    assert service.place.key == "cpas-ourlette"
    assert service.handles == ["cpas", "aide_chauffage"]
    street = models.Street.objects.get(commune=commune, name="Rue des Truites")
    assert street.zone.key == "sud"
    assert f"version {snapshots.current(commune).version}" in capsys.readouterr().out


def test_order_is_kept(loaded: Commune, pack: Path) -> None:
    expected = [place.id for place in read_pack(pack).places]
    assert list(models.Place.objects.filter(commune=loaded).values_list("key", flat=True)) == expected


def test_loading_again_replaces(loaded: Commune, pack: Path) -> None:
    before = rows()
    first = snapshots.current(loaded)
    call_command("load_pack", pack)
    assert rows() == before
    assert snapshots.current(loaded).pk == first.pk


def test_what_is_no_longer_in_the_pack_goes(loaded: Commune, pack: Path) -> None:
    (pack / "prices.yml").write_text("[]\n")
    (pack / "cards" / "encombrants.yml").unlink()
    call_command("load_pack", pack)
    assert not models.Price.objects.filter(commune=loaded).exists()
    assert list(models.LocalCard.objects.filter(commune=loaded).values_list("topic", flat=True)) == ["bibliotheque"]


def test_one_bad_pack_among_good_ones_loads_none(
    copied: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = copied("val-de-brume"), copied("roche-sur-ourlette")
    (bad / "places.yml").write_text("- id: x\n")
    before = rows()
    with pytest.raises(CommandError, match="rien n’a été chargé"):
        call_command("load_pack", good, bad)
    assert rows() == before
    assert "roche-sur-ourlette/places.yml, ligne 1, champ « x › kind » : ce champ manque" in capsys.readouterr().err


def test_a_bad_library_stops_the_packs_too(pack: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "objets.yml").write_text("objects: []\n")
    with pytest.raises(CommandError):
        call_command("load_pack", pack, library=library)
    assert not Commune.objects.exists()


@pytest.mark.parametrize("step", ["Street", "Price", "Feed"])
def test_a_database_that_fails_in_the_middle_leaves_what_was_there(
    loaded: Commune, pack: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = rows(), snapshots.current(loaded).version
    (pack / "places.yml").write_text((pack / "places.yml").read_text().replace("Grand-Rue 12", "Grand-Rue 99"))

    def full_disk(*args: Any, **kwargs: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(getattr(models, step).objects, "bulk_create", full_disk)
    monkeypatch.setattr(models.Feed, "save", full_disk)
    with pytest.raises(OSError, match="No space"):
        load.load_pack(read_pack(pack))
    assert rows() == before
    assert not models.Place.objects.filter(street="Grand-Rue 99").exists()
    assert snapshots.current(loaded).version == version


def test_check_pack_changes_nothing(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows()
    call_command("check_pack", pack)
    assert rows() == before
    assert capsys.readouterr().out == "roche-sur-ourlette : en ordre\n"


def test_check_pack_says_what_is_wrong_and_fails(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack / "prices.yml").write_text("- id: a\n")
    with pytest.raises(CommandError, match="4 problème"):
        call_command("check_pack", pack, tmp_path / "nulle-part")
    errors = capsys.readouterr().err
    assert "prices.yml, ligne 1, champ « a › topic » : ce champ manque" in errors
    assert "nulle-part : ce dossier n’existe pas" in errors


def test_check_pack_of_a_pack_without_its_heart(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack / "commune.yml").unlink()
    with pytest.raises(CommandError, match="1 problème"):
        call_command("check_pack", pack)
    assert "commune.yml, ligne 1 : ce fichier manque" in capsys.readouterr().err


def test_two_communes_never_mix(copied: Callable[[str], Path], tmp_path: Path) -> None:
    """Both have a « recyparc », a « Rue de la Station » and a price « carte-identite »: each its own."""
    call_command("load_pack", copied("val-de-brume"), copied("roche-sur-ourlette"), library=copied("library"))
    brume, roche = (Commune.objects.get(slug=slug) for slug in ("val-de-brume", "roche-sur-ourlette"))
    for mine, other in ((brume, roche), (roche, brume)):
        text = str(
            {name: part for name, part in snapshots.current(mine).document.items() if name not in {"cards", "objects"}}
        )
        assert f"{mine.slug}.example" in text
        assert f"{other.slug}.example" not in text
    prices = [
        next(
            price["amount"]
            for price in snapshots.current(commune).document["prices"]
            if price["id"] == "carte-identite"
        )
        for commune in (brume, roche)
    ]
    assert prices == ["27.00", "31.00"]
    cards = [snapshots.current(commune).document["cards"]["encombrants"]["answer"] for commune in (brume, roche)]
    assert "25,00" in cards[0]
    assert "Roche-sur-Ourlette" in cards[1]

    version = snapshots.current(roche).version
    models.Place.objects.filter(commune=brume, key="recyparc-brumagne").update(name="Autre nom")
    snapshots.publish(brume)
    assert snapshots.publish(roche).version == version


def test_a_commune_cannot_take_the_place_of_another(copied: Callable[[str], Path]) -> None:
    call_command("load_pack", copied("val-de-brume"), copied("roche-sur-ourlette"))
    service = models.Service.objects.get(key="cpas-roche")
    service.place = models.Place.objects.get(key="recyparc-brumagne")
    with pytest.raises(Exception, match="autre commune"):
        service.full_clean()


def test_the_settings_of_channels_survive_a_load(loaded: Commune, pack: Path) -> None:
    Commune.objects.update(allowed_origins=["https://www.roche-sur-ourlette.example"], active=False)
    call_command("load_pack", pack)
    loaded.refresh_from_db()
    assert loaded.allowed_origins == ["https://www.roche-sur-ourlette.example"]
    assert loaded.active is False
