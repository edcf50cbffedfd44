"""What is asked about people and sessions, and what is answered."""
