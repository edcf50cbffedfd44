"""Chinese text: what a message or a proposal is about, what it is like, what it lacks, and whether it was answered.

Everything here is plain Python and linear models; every answer carries what it rests on as codes and spans of the
source, and the app above makes the sentences.
"""
