"""The made-up district that a newcomer can walk through."""
