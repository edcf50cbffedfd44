"""Pages: read the request, do one thing, answer."""

from xieshang.voices.views.message import TRIES, follow, listing, message, move, send, take_up

__all__ = ["TRIES", "follow", "listing", "message", "move", "send", "take_up"]
