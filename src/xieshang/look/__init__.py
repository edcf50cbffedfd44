"""How everything looks: the page, its components, one stylesheet and the little script there is."""
