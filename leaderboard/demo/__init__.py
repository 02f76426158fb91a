"""A believable company to explore; it is the same for everybody who starts it on the same day."""
