"""Small parts that pages are made of; each knows one thing."""
