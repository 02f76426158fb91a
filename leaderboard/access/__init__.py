"""How people get in: passwords, sessions, invite and reset links, and limits on guessing."""
