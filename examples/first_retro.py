"""A first retro in eleven lines: notes, a vote, an action item, and the report."""

from retrokit import Logbook

with Logbook(":memory:") as logbook:
    retro = logbook.start("start-stop-continue", team="Lander", members=["Ana", "Ben"])
    retro.go("collect")
    retro.add_note("Stop", "Waiting 40 minutes for a build", "Ana")
    retro.add_note("Continue", "Pairing on the tricky tickets", "Ben")
    retro.go("vote")  # opens the notes: 1 is under Stop, 2 under Continue
    retro.vote({1: 1}, "Ana")
    retro.add_action("Cache the packages between builds", owner="Ben")
    retro.close()
    print(logbook.report(retro))
