"""How one installation is set up: settings from the environment, the database, the addresses."""
