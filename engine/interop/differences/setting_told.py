"""What became of one setting, as a sentence: set, changed, taken out, longer or shorter, or what came and went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.definitions.words import Duration
from engine.interop.differences.phrases import Setting
from engine.interop.differences.things import Thing
from engine.interop.differences.values import Values
from engine.interop.words import length
from engine.sentences.say import listing, say


@dataclass(frozen=True, slots=True)
class SettingTold:
    """*allowed* gives what the template allows, where something longer than that is not the council's alone."""

    language: str
    old: Values
    new: Values
    allowed: Callable[[Thing, Duration], int | None]

    def _say(self, template: str, **parts: str) -> str:
        return say(self.language, template, **parts)

    def said(self, before: object, after: object, at: Thing, setting: Setting, what: str, old: str, new: str) -> str:
        """Return the sentence; *what* is the setting, *old* and *new* what it says, empty where it says nothing."""
        match before, after:
            case Duration(), Duration() if before.unit == after.unit:
                return self._length(before, after, at, what)
            case (tuple(), tuple()) if before and after and setting.names != "condition" and not setting.is_clause:
                return self._list(before, after, at, setting, what)
        if not new and setting.without is not None:
            return setting.without.said(self.language, title=at.title, old=old)
        if not new:
            return (
                self._say("You no longer say {what}: it was {old}.", what=what, old=old)
                if setting.is_clause
                else self._say("You removed {what}: it was {old}.", what=what, old=old)
            )
        if not old:
            return self._say("You set {what}: {new}.", what=what, new=new)
        if old == new:
            return self._say("You changed {what}.", what=what)
        return self._say("You changed {what}: it was {old}, and is now {new}.", what=what, old=old, new=new)

    def _length(self, before: Duration, after: Duration, at: Thing, what: str) -> str:
        old, new = str(before.amount), length(after).said(self.language)
        is_longer = after.amount > before.amount
        limit = self.allowed(at, before) if is_longer else None
        if limit is not None:
            longer = "You lengthened {what} from {old} to {new} (the template allows {limit})."
            return self._say(longer, what=what, old=old, new=new, limit=str(limit))
        if is_longer:
            return self._say("You lengthened {what} from {old} to {new}.", what=what, old=old, new=new)
        return self._say("You shortened {what} from {old} to {new}.", what=what, old=old, new=new)

    def _list(
        self, before: tuple[object, ...], after: tuple[object, ...], at: Thing, setting: Setting, what: str
    ) -> str:
        gone = self.old.items(at.was, setting, tuple(one for one in before if one not in after))
        come = self.new.items(at.now, setting, tuple(one for one in after if one not in before))
        removed, added = listing(self.language, gone), listing(self.language, come)
        if removed and added:
            return self._say(
                "You added {added} to {what}, and removed {removed}.", added=added, what=what, removed=removed
            )
        if added:
            return self._say("You added {added} to {what}.", added=added, what=what)
        if removed:
            return self._say("You removed {removed} from {what}.", removed=removed, what=what)
        return self._say("You changed the order of {what}.", what=what)
