"""Intake: files become messages, drafts, papers and accounts, previewed first, all or nothing, undone whole."""
