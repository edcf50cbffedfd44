"""What earlier decisions teach: suggestions that show their reasons, and earlier items on the same matter."""
