"""Which days count: a nation's bank holidays (from `holidays`) and the council's own closures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

_NATIONS: Mapping[str, str] = {"england_and_wales": "ENG", "scotland": "SCT", "northern_ireland": "NIR"}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a day does not count. *name* is the bank holiday's."""

    kind: Literal["weekend", "bank_holiday", "closure"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Weekdays that are neither a bank holiday of *nation* nor a closure. Bank holidays are worked out year by year."""

    nation: str
    closures: frozenset[date] = frozenset()
    _years: dict[int, Mapping[date, str]] = field(default_factory=dict, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.closures and day not in self._bank_holidays(day.year)

    def day_off(self, day: date) -> DayOff | None:
        """Return why *day* does not count, or nothing when it does."""
        if day.weekday() >= SATURDAY:
            return DayOff("weekend")
        holiday = self._bank_holidays(day.year).get(day)
        if holiday is not None:
            return DayOff("bank_holiday", holiday)
        return DayOff("closure") if day in self.closures else None

    def next_working_day(self, day: date) -> date:
        """Return the first working day after *day*."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before *day*."""
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the *count*-th working day after *day*, before it for a negative count; *day* itself for 0."""
        step = self.next_working_day if count > 0 else self.previous_working_day
        for _ in range(abs(count)):
            day = step(day)
        return day

    def working_days_between(self, day: date, end: date) -> int:
        """Return how many working days there are after *day*, up to and including *end*."""
        return sum(self.is_working_day(day + timedelta(days=step)) for step in range(1, (end - day).days + 1))

    def _bank_holidays(self, year: int) -> Mapping[date, str]:
        known = self._years.get(year)
        if known is None:
            import holidays  # noqa: PLC0415 - where no day is counted it need not be loaded

            found = holidays.country_holidays("GB", subdiv=_NATIONS[self.nation], years=year)
            known = self._years[year] = dict(found.items())
        return known
