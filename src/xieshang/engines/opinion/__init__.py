"""The opinion map: people agree, disagree or pass on statements; where does each stand, and what do all share?"""
