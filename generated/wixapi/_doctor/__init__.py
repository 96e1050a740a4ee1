"""`wixapi doctor`: says what keeps calls from working, and what to do about it."""
