"""People and what they hold: accounts, members' seats, sectors, units, roles."""
