"""Pydantic's errors in an officer's French: what was expected, never what Python thinks of it."""

from collections.abc import Mapping
from typing import Any

_MESSAGES = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ n’existe pas ici : vérifiez son orthographe",
    "string_type": "attendu : un texte",
    "string_too_short": "ce champ est vide : complétez-le ou effacez la ligne",
    "string_too_long": "attendu : {max_length} caractères au plus",
    "too_long": "attendu : {max_length} éléments au plus, il y en a {actual_length}",
    "too_short": "attendu : au moins {min_length} élément",
    "list_type": "attendu : une liste (une ligne par élément, avec un tiret)",
    "model_type": "attendu : des champs (nom : valeur)",
    "model_attributes_type": "attendu : des champs (nom : valeur)",
    "float_parsing": "attendu : un nombre avec un point",
    "float_type": "attendu : un nombre avec un point",
    "greater_than_equal": "attendu : {ge} au moins",
    "less_than_equal": "attendu : {le} au plus",
    "finite_number": "attendu : un nombre avec un point",
    "string_pattern_mismatch": "attendu : un code postal de quatre chiffres",
}


def in_french(error: Mapping[str, Any]) -> str:
    """The message of one pydantic error."""
    if error["type"] == "guichet":
        return str(error["msg"])
    kind = error["type"]
    if kind in {"too_long", "too_short"} and isinstance(error["input"], str):
        kind = f"string_{kind}"
    message = _MESSAGES.get(kind, "cette valeur n’est pas acceptée ici")
    return message.format(**error.get("ctx", {}))
