"""Which days count: a nation's bank holidays (from `holidays`) and the council's own closures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_NATIONS: Mapping[str, str] = {"england_and_wales": "ENG", "scotland": "SCT", "northern_ireland": "NIR"}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Weekdays that are neither a bank holiday of *nation* nor a closure. Bank holidays are worked out year by year."""

    nation: str
    closures: frozenset[date] = frozenset()
    _years: dict[int, frozenset[date]] = field(default_factory=dict, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.closures and day not in self._bank_holidays(day.year)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after *day*."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the *count*-th working day after *day*; *day* itself for 0."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def _bank_holidays(self, year: int) -> frozenset[date]:
        known = self._years.get(year)
        if known is None:
            import holidays  # noqa: PLC0415 - checking definitions counts no days, so it need not load this

            found = holidays.country_holidays("GB", subdiv=_NATIONS[self.nation], years=year)
            known = self._years[year] = frozenset(found)
        return known
