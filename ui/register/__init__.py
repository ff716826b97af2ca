"""The pieces of the page Areas for improvement."""
