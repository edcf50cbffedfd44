"""Places: the district's streets, communities and what lies in them, and what is said of each."""
