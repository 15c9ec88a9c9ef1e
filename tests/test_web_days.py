"""The page says the day of the retro, whatever day it is in Greenwich or where it is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from browsing import untroubled
from live_room import serving
from playwright.sync_api import expect

from retrokit import Decide, Format, Retro

FORMAT = Format(name="decide", title="Decide", purpose="Decide.", agenda=[Decide()])
READERS = ("Pacific/Honolulu", "UTC", "Pacific/Kiritimati")


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        # Half past seven in the morning of the 2nd in Tokyo, while it is the 1st in Greenwich.
        (datetime(2030, 3, 1, 22, 30, tzinfo=UTC), 9),
        # Still the evening of the 2nd in San Francisco, while it is the 3rd in Greenwich.
        (datetime(2030, 3, 3, 3, 30, tzinfo=UTC), -8),
    ],
)
def test_what_is_overdue_is_so_by_the_day_of_the_retro(
    person: Any, moment: datetime, zone: int
) -> None:
    here = moment.astimezone(timezone(timedelta(hours=zone)))
    assert (here.date(), moment.date() != here.date()) == (date(2030, 3, 2), True)
    clock = [here - timedelta(days=1)]

    def decide(retro: Retro) -> None:
        for day in (1, 2, 3):
            retro.add_action(f"Due on the {day}", due=f"2030-03-0{day}")
        clock[0] = here

    with serving(FORMAT, prepare=decide, clock=lambda: clock[0]) as live:
        people = []
        for reader in READERS:
            who = person(
                "Reader of " + reader.rpartition("/")[2], timezone_id=reader, locale="en-GB"
            )
            who.page.clock.set_fixed_time(moment)
            who.join(live, link=f"{live.url}/#join={live.secrets.member}")
            people.append(who)
            due = who.page.locator(".action .facts")
            expect(due).to_have_count(3)
            for at, said in enumerate(("due 1 Mar 2030, overdue", "due 2 Mar", "due 3 Mar")):
                expect(due.nth(at)).to_contain_text(said)
            expect(who.page.get_by_text("overdue")).to_have_count(1)
            expect(who.field("Pick a date")).to_have_attribute("min", "2030-03-02")
        untroubled(people, live)  # type: ignore[arg-type]
