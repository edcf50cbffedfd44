"""Chinese text: what a message or a proposal is about, what it is like, what it lacks, and whether it was answered.

Everything here is plain Python and linear models; every answer carries what it rests on as codes and spans of the
source, and the app above makes the sentences.

model = text.train(texts, labels)              # on the office's own cases
model.suggest("小区物业乱收停车费").label         # with confidence, words and the cases most like it
index = text.Index.build([(7, text.Writing("标题", "内容"))])
index.nearest(text.Writing("标题"), 5)          # keys and likeness, best first
text.find_events(messages).hot()               # what many write about, hottest first
"""

from __future__ import annotations

from xieshang.engines.text.errors import TextError, UnreadableModelError, UntrainableError
from xieshang.engines.text.events import Event, Findings, Joining, Message, find_events
from xieshang.engines.text.likeness import (
    Index,
    Near,
    Phrase,
    Weighing,
    Writing,
    likeness,
    pairwise,
    shared_phrases,
)
from xieshang.engines.text.sorting import Candidate, Holdout, Model, Suggestion, calibration_error, train
from xieshang.engines.text.units import Handled, UnitSuggestion, rank_units

__all__ = [
    "Candidate",
    "Event",
    "Findings",
    "Handled",
    "Holdout",
    "Index",
    "Joining",
    "Message",
    "Model",
    "Near",
    "Phrase",
    "Suggestion",
    "TextError",
    "UnitSuggestion",
    "UnreadableModelError",
    "UntrainableError",
    "Weighing",
    "Writing",
    "calibration_error",
    "find_events",
    "likeness",
    "pairwise",
    "rank_units",
    "shared_phrases",
    "train",
]
