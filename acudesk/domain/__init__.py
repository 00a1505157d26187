"""The words and rules of the clinic: frozen dataclasses, pure functions, standard library."""
