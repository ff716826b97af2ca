"""What people say of answers, kept on this machine, and the gold questions that a second person makes of it."""
