"""From where to where, by which move, under which rule: one table for each thing that has a life here."""

from xieshang.voices.lifecycle.message import LIFE, register

__all__ = ["LIFE", "register"]
