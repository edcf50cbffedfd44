"""Chinese text: what a message or a proposal is about, what it is like, what it lacks, and whether it was answered.

Everything here is plain Python and linear models; every answer carries what it rests on as codes and spans of the
source, and the app above makes the sentences.

model = text.train(texts, labels)              # on the office's own cases
model.suggest("小区物业乱收停车费").label         # with confidence, words and the cases most like it
index = text.Index.build([(7, text.Writing("标题", "内容"))])
index.nearest(text.Writing("标题"), 5)          # keys and likeness, best first
text.find_events(messages).hot()               # what many write about, hottest first
text.mask("我叫李明华，电话13800138000")         # 我叫某某某，电话手机号********
text.check_proposal(text.Proposal(title, situation, suggestions))    # doubts, each with the words it is about
text.read_reply(reply).is_substantive          # and its formulas; text.answered(suggestions, reply) point by point
text.digest(opinions)                          # what many say, in their own words, each with its source
"""

from __future__ import annotations

from xieshang.engines.text.errors import TextError, UnreadableModelError, UntrainableError
from xieshang.engines.text.events import Event, Findings, Joining, Message, find_events
from xieshang.engines.text.extracts import Digest, Opinion, Quotation, digest, extract
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
from xieshang.engines.text.personal import Kind, Personal, find_personal, mask
from xieshang.engines.text.places import Gazetteer, Known, PlaceFound, find_places
from xieshang.engines.text.rarity import Rarity
from xieshang.engines.text.replies import (
    Answered,
    Background,
    Copied,
    Element,
    Formula,
    LearnedFormulas,
    Relevance,
    ReplyIndex,
    ReplyReading,
    answered,
    read_reply,
    relevance,
)
from xieshang.engines.text.requirements import (
    Demands,
    Doubt,
    Finding,
    Proposal,
    Split,
    Weight,
    check_proposal,
    find_split,
)
from xieshang.engines.text.sorting import Candidate, Holdout, Model, Suggestion, calibration_error, train
from xieshang.engines.text.units import Handled, UnitSuggestion, rank_units

__all__ = [
    "Answered",
    "Background",
    "Candidate",
    "Copied",
    "Demands",
    "Digest",
    "Doubt",
    "Element",
    "Event",
    "Finding",
    "Findings",
    "Formula",
    "Gazetteer",
    "Handled",
    "Holdout",
    "Index",
    "Joining",
    "Kind",
    "Known",
    "LearnedFormulas",
    "Message",
    "Model",
    "Near",
    "Opinion",
    "Personal",
    "Phrase",
    "PlaceFound",
    "Proposal",
    "Quotation",
    "Rarity",
    "Relevance",
    "ReplyIndex",
    "ReplyReading",
    "Split",
    "Suggestion",
    "TextError",
    "UnitSuggestion",
    "UnreadableModelError",
    "UntrainableError",
    "Weighing",
    "Weight",
    "Writing",
    "answered",
    "calibration_error",
    "check_proposal",
    "digest",
    "extract",
    "find_events",
    "find_personal",
    "find_places",
    "find_split",
    "likeness",
    "mask",
    "pairwise",
    "rank_units",
    "read_reply",
    "relevance",
    "shared_phrases",
    "train",
]
