"""Building: what has to be made anew, by which process, under which lock."""
