"""Engines: claims anyone can check, in plain Python."""
