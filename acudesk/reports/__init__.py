"""What goes on paper: plain data in, bytes out."""
