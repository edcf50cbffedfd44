"""What pages and the API read."""

from xieshang.voices.queries.message import TONES, author_steps, messages, page, register

__all__ = ["TONES", "author_steps", "messages", "page", "register"]
