"""Words that belong to no single app: verdicts, life cycles, deeds and their record, norms."""
