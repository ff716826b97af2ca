"""The parts of the page Documents: the list, one document, its correction, the health, adding and taking out."""
