"""How fast the product is, as a ratio to the least that could do the same in the same run."""
