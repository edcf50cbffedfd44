"""English names for English readers: sectors, units, committees and topics. What people wrote stays in their own words."""

from functools import cache

from .people import district
from .topics import topics


@cache
def english() -> dict[str, dict[str, str]]:
    """Code to English name, for each kind of thing that has one."""
    here = district()
    return {
        "sectors": {sector.code: sector.en for sector in here.sectors},
        "units": {unit.code: unit.en for unit in here.units},
        "streets": {street.code: street.en for street in here.streets},
        "committees": {committee.code: committee.en for committee in here.committees},
        "topics": {topic.code: topic.en for topic in topics().values()},
    }
