"""One module per vendor: its requests, shapes and quirks; they do not know each other."""
