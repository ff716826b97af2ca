"""The pieces of the page Quality: what `evaluate` wrote, in words and pictures, and the feedback of people."""
