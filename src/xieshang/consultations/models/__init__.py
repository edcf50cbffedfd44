"""What there is: topics of the year's plan, consultations, seats in them, statements and votes."""

from xieshang.consultations.models.consultation import (
    Agreed,
    Consultation,
    Exchange,
    Material,
    Output,
    Response,
    State,
    Visit,
)
from xieshang.consultations.models.opinion import (
    Channel,
    Drawing,
    ResidentCode,
    Statement,
    StatementState,
    Vote,
    Voter,
    hash_of,
)
from xieshang.consultations.models.seat import Seat, SeatState
from xieshang.consultations.models.topic import Topic, TopicState

__all__ = [
    "Agreed",
    "Channel",
    "Consultation",
    "Drawing",
    "Exchange",
    "Material",
    "Output",
    "ResidentCode",
    "Response",
    "Seat",
    "SeatState",
    "State",
    "Statement",
    "StatementState",
    "Topic",
    "TopicState",
    "Visit",
    "Vote",
    "Voter",
    "hash_of",
]
