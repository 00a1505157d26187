"""One function for each thing the practitioner wants done."""
