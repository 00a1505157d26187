"""Rows in, Matplotlib Figure out: no Qt, no pyplot."""
