"""From where to where, by which move, under which rule: one table for each thing that has a life here."""

from xieshang.consultations.lifecycle import consultation, opinion, topic
from xieshang.consultations.lifecycle.consultation import LIFE, SEAT_LIFE
from xieshang.consultations.lifecycle.opinion import STATEMENT_LIFE
from xieshang.consultations.lifecycle.topic import TOPIC_LIFE

__all__ = ["LIFE", "SEAT_LIFE", "STATEMENT_LIFE", "TOPIC_LIFE", "register"]


def register() -> None:
    for part in (topic, consultation, opinion):
        part.register()
