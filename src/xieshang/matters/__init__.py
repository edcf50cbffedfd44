"""The matter (事项): the thread that ties a resident's words to a proposal, a reply, a promise and what became of it."""
