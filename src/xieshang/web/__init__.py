"""The shell: home, navigation, search, the API, error pages."""
