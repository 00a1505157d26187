"""A walk through the real window: every page and state, as pictures and as counts."""
