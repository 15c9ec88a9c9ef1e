"""What belongs to the retro and to no activity: notes and topics, remarks, action items."""
