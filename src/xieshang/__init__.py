"""Xieshang 协商: the whole work of a consultative assembly, from a resident's words to a kept promise."""
