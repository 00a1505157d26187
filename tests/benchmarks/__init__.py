"""What AcuDesk costs beside the bare engine below it; run by `make bench`."""
