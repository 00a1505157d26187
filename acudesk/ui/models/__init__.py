"""What Qt's views ask of our lists."""
