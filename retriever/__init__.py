"""From a build of the index and a question to quoted, cited evidence."""
