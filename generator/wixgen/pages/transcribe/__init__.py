"""Field trees -> the documented API, in the terms of the spec language."""
