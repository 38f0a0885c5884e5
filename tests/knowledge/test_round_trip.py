"""What is loaded is exported byte for byte, for the demo packs, the library and packs that hypothesis makes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from guichet.knowledge.packs import export, load, write
from guichet.knowledge.packs.pack import Pack
from guichet.knowledge.packs.read import read_library, read_pack
from hypothesis import HealthCheck, Phase, given, settings

from made_packs import packs

#: A pack is large: shrinking a failure would take minutes, and the difference shown says enough.
MADE = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ROOT = Path(__file__).resolve().parents[2]


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("slug", ["val-de-brume", "roche-sur-ourlette"])
def test_a_demo_pack_comes_back(db: None, slug: str, tmp_path: Path) -> None:
    call_command("load_pack", ROOT / "communes" / slug)
    call_command("export_pack", slug, tmp_path)
    assert files(tmp_path / slug) == files(ROOT / "communes" / slug)


def test_the_library_comes_back(db: None, tmp_path: Path) -> None:
    call_command("load_pack", library=ROOT / "library")
    call_command("export_library", tmp_path / "library")
    exported = files(tmp_path / "library")
    assert exported == write.library_files(read_library(ROOT / "library"))
    assert exported == files(ROOT / "library"), "manage.py format_library puts the library in its canonical form"


def test_export_replaces_what_was_there(loaded: object, pack: Path) -> None:
    expected = files(pack)
    (pack / "prices.yml").write_text("- en cours d’écriture")
    (pack / "cards" / "marche.yml").write_text("vieux")
    (pack / "waste" / "ouest.ics").write_text("vieux")
    call_command("export_pack", "roche-sur-ourlette", pack.parent)
    assert files(pack) == expected


def test_export_does_not_touch_a_folder_that_is_no_pack(loaded: object, tmp_path: Path) -> None:
    other = tmp_path / "autre" / "roche-sur-ourlette"
    other.mkdir(parents=True)
    (other / "these.yml").write_text("mon texte")
    with pytest.raises(CommandError, match="autre chose qu’un pack"):
        call_command("export_pack", "roche-sur-ourlette", other.parent)
    with pytest.raises(CommandError, match="bibliothèque"):
        call_command("export_library", other)
    assert files(other) == {"these.yml": b"mon texte"}


def test_export_of_a_commune_that_knows_nothing(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="« nulle-part »"):
        call_command("export_pack", "nulle-part", tmp_path)


def test_format_gives_the_canonical_form_and_only_once(pack: Path) -> None:
    expected = files(pack)
    streets = (pack / "streets.yml").read_text()
    (pack / "streets.yml").write_text(
        "# ma note\n"
        + streets.replace("{name: Grand-Rue, locality: Roche,", "{locality:  'Roche',   name: \"Grand-Rue\",")
    )
    assert files(pack) != expected
    call_command("format_pack", pack)
    assert files(pack) == expected


def test_format_leaves_a_broken_pack_alone(pack: Path) -> None:
    (pack / "prices.yml").write_text("- id: x\n")
    broken = files(pack)
    with pytest.raises(CommandError, match="rien n’a été réécrit"):
        call_command("format_pack", pack)
    assert files(pack) == broken


def test_format_library_is_format_pack(copied: Callable[[str], Path]) -> None:
    library = copied("library")
    call_command("format_library", library)
    assert files(library) == write.library_files(read_library(library))


@MADE
@given(packs())
def test_any_pack_written_is_read_as_it_was(tmp_path_factory: pytest.TempPathFactory, made: Pack) -> None:
    folder = tmp_path_factory.mktemp("pack") / made.commune.slug
    write.write(write.pack_files(made), folder)
    read = read_pack(folder)
    assert read == made
    assert write.pack_files(read) == files(folder)


@pytest.mark.django_db
@MADE
@given(packs())
def test_any_pack_loaded_is_exported_as_it_was(made: Pack) -> None:
    exported = export.export_pack(load.load_pack(made))
    assert exported == made
    assert write.pack_files(exported) == write.pack_files(made)


def test_a_full_disk_leaves_the_folder_as_it_was(loaded: object, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pack / "prices.yml").write_text("[]\n")
    before, real = files(pack), Path.write_bytes

    def write_bytes(self: Path, data: bytes) -> int:
        if self.name == "waste.yml":
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(OSError, match="No space left"):
        call_command("export_pack", "roche-sur-ourlette", pack.parent)
    assert files(pack) == before
    assert [folder.name for folder in pack.parent.iterdir()] == [pack.name]
