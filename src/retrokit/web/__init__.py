"""The live room: one retro, everyone on their own device. Needs the extra `web`."""
