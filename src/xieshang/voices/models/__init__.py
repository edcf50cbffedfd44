"""Residents' messages."""

from xieshang.voices.models.message import Message, MessageQuerySet, State, hash_of

__all__ = ["Message", "MessageQuerySet", "State", "hash_of"]
