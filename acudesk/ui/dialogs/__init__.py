"""Questions that open over the window and answer by a signal."""
