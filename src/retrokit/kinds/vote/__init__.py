"""Vote: each member fills in a ballot in private, within limits that hold in the engine."""
