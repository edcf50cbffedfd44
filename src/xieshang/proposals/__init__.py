"""Proposals (提案): drafted, co-signed, reviewed, assigned, answered point by point, judged by their proposers."""
