"""The rules of each kind of activity that has some of its own."""
