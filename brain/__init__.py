"""What Guichet adds to Rasa. TensorFlow is answered for before anything imports Rasa."""

from brain import without_tensorflow

without_tensorflow.install()
