"""Who may do what with a topic, a consultation, a seat or a statement, and if not, why not."""
