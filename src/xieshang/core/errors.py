"""Errors of the start: faults of the files an assembly writes for itself."""


class ProfileError(Exception):
    """A fault in a profile: names the file, the key and what was expected there."""

    def __init__(self, file: str, key: str, expected: str) -> None:
        super().__init__(f"{file}: {key}: expected {expected}")
        self.file, self.key, self.expected = file, key, expected
