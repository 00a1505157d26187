"""AcuDesk: an offline desktop program for a solo acupuncture practice."""

__version__ = "0.1.0"
