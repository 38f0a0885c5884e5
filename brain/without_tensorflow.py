"""Let Rasa be imported on a machine where TensorFlow is not installed.

Rasa 3.6 imports TensorFlow when it is imported, whatever the pipeline. Guichet's pipeline uses none of it, and it costs 1.9 GB of
packages, some 300 MB of memory and most of the start-up time (``docs/decisions/002-no-tensorflow.md``). This module answers those imports with placeholders:
classes may inherit from them and annotations may name them, but calling one raises :class:`TensorFlowIsAbsent`, so that a
pipeline which does need TensorFlow fails loudly when it is built.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Sequence
from typing import Any

ABSENT = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")


class TensorFlowIsAbsent(RuntimeError):
    """A TensorFlow component was used; Guichet's brain is installed without TensorFlow."""


class _PlaceholderType(type):
    """Type of the placeholders: any attribute exists and is itself a placeholder."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__qualname__}.{name}")

    def __or__(cls, other: Any) -> Any:
        return object


class _Placeholder(metaclass=_PlaceholderType):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise TensorFlowIsAbsent(f"{type(self).__qualname__} needs TensorFlow, which Guichet does not install")

    def __class_getitem__(cls, item: Any) -> Any:
        return cls


def _decorator(*args: Any, **kwargs: Any) -> Any:
    """Stand for ``tf.function``: used as ``@tf.function`` and ``@tf.function(…)`` at import."""
    if len(args) == 1 and callable(args[0]) and not kwargs:
        return args[0]
    return _decorator


def _placeholder(qualname: str) -> Any:
    name = qualname.rpartition(".")[2]
    if name in {"function", "register_keras_serializable", "keras_export"}:
        return _decorator
    return _PlaceholderType(name, (_Placeholder,), {"__qualname__": qualname, "__module__": "tensorflow"})


class _AbsentModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _placeholder(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__dict__["__version__"] = "0.0.0"


def install() -> None:
    """Answer imports of TensorFlow with placeholders, unless it is really installed (the benchmark's environment)."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    if importlib.util.find_spec("tensorflow") is None:
        sys.meta_path.insert(0, _Finder())
