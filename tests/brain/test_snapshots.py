import pytest

from brain import snapshots


def document(slug: str = "val") -> dict:
    lists: dict = {name: [] for name in snapshots.LISTS}
    return {"format": 1, **lists, "commune": {"slug": slug}, "waste": {}, "cards": {}, "texts": {}}


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    monkeypatch.setattr(snapshots, "_kept", {})


def test_only_the_last_two_versions_stay() -> None:
    for version in ("a", "b", "c"):
        snapshots.put("val", version, document())
    assert snapshots.known() == {"val": ["b", "c"]}
    with pytest.raises(snapshots.UnknownSnapshot):
        snapshots.get("val", "a")


def test_two_communes_never_mix() -> None:
    snapshots.put("val", "a", document("val"))
    with pytest.raises(snapshots.UnknownSnapshot):
        snapshots.get("roche", "a")
    with pytest.raises(snapshots.SnapshotRefused, match="val"):
        snapshots.put("roche", "a", document("val"))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ([], "JSON object"),
        ({"format": 2}, "format"),
        ({**document(), "places": {}}, "places"),
        ({**document(), "cards": None}, "cards"),
    ],
)
def test_what_is_not_a_snapshot_is_refused(broken: object, says: str) -> None:
    with pytest.raises(snapshots.SnapshotRefused, match=says):
        snapshots.put("val", "a", broken)
    assert snapshots.known() == {}


def test_derived_values_are_computed_once() -> None:
    snapshot = snapshots.put("val", "a", document())
    calls: list[int] = []
    for _ in range(3):
        assert snapshot.derived("x", lambda d: calls.append(1) or len(d)) == len(document())
    assert calls == [1]
