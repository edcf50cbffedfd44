"""Documents: reading what people hand in (spreadsheets, Word files, plain text) without trusting any of it."""
