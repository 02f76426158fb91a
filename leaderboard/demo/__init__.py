"""A believable company to look at: the same for everybody who starts it on the same day."""
