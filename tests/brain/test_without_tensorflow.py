import importlib.util

import pytest

import brain  # noqa: F401  (installs the placeholders)
from brain.without_tensorflow import TensorFlowIsAbsent


def test_rasa_imports_although_tensorflow_is_not_installed() -> None:
    import tensorflow

    assert tensorflow.__version__ == "0.0.0"
    assert importlib.util.find_spec("rasa.core.agent") is not None


def test_using_tensorflow_fails_loudly() -> None:
    import tensorflow as tf

    with pytest.raises(TensorFlowIsAbsent, match="Dense"):
        tf.keras.layers.Dense(3)


def test_classes_may_inherit_from_what_is_absent() -> None:
    import tensorflow as tf

    class Layer(tf.keras.layers.Layer):  # type: ignore[name-defined,misc]
        @tf.function(input_signature=[])
        def call(self) -> int:
            return 1

    with pytest.raises(TensorFlowIsAbsent):
        Layer()
