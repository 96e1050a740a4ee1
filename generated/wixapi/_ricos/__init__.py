"""Rich content: documents of Ricos from other kinds of text."""
