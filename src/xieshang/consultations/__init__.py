"""Consultations (协商): the year's plan, one consultation from call to closed loop, statements and votes."""
