"""The pages that the window frames."""
