"""From a folder of inspection reports to a searchable build of the index."""
