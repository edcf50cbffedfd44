"""Voices (群众意见): what residents write, who answers, and what grows out of it."""
