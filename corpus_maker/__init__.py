"""Makes the sample corpus: documents about two invented councils, set from the sources beside this module."""
