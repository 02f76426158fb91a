"""How fast the product is, compared in the same run with the least that could do the same job."""
