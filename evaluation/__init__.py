"""From gold question sets and the answers to them to figures."""
