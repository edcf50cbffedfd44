"""Who may do what with residents' messages, and if not, why not?"""
