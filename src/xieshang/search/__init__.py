"""Search: what the platform holds, found by any of its words, as far as the reader may see it."""
