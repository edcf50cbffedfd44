"""The kinds of files that come in: how each is read and through which door its rows go."""

from xieshang.intake.kinds.drafts import DRAFTS_KIND
from xieshang.intake.kinds.messages import MESSAGES_KIND
from xieshang.intake.kinds.paper import PAPER_KIND
from xieshang.intake.kinds.reading import Kind
from xieshang.intake.kinds.roster import ROSTER_KIND

KINDS: dict[str, Kind] = {kind.code: kind for kind in (MESSAGES_KIND, DRAFTS_KIND, ROSTER_KIND, PAPER_KIND)}
