"""What only the engine can say of an answer: which file it names, and who declared something when.

Whatever a caller sends in their place is put aside: a file is looked up by its id among those of the case, and a
declaration is that of the person who is signed in, now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.values import Answers, Json, is_empty
from engine.definitions.fields import DeclarationField, FileField
from engine.store.files import StoredFile

_TICKED: tuple[Json, ...] = (True, "yes", "true")
_NOT_TICKED: tuple[Json, ...] = (False, "no", "false")


@dataclass(frozen=True, slots=True)
class Voucher:
    """Who sends the answers, when, and the files of their case. *anew*: what a draft kept is judged once more."""

    by: str
    now: datetime
    files: Mapping[str, StoredFile]
    anew: bool = False

    def vouched(self, form: CompiledForm, answers: Answers) -> dict[str, Json]:
        """Return *answers* with their files and declarations as the engine knows them."""
        known = form.vouched
        return {
            name: self._answer(form.by_id[name], given) if name in known else given for name, given in answers.items()
        }

    def _answer(self, one: CompiledField, given: Json) -> Json:
        if is_empty(given):
            return None
        if isinstance(one.definition, FileField):
            return [self._file(each) for each in given] if isinstance(given, list) else self._file(given)
        if isinstance(one.definition, DeclarationField):
            return self._declaration(given)
        if one.row is None or not isinstance(given, list):
            return given
        return [self._row(one.row.by_id, row) for row in given]

    def _row(self, cells: Mapping[str, CompiledField], row: Json) -> Json:
        if not isinstance(row, dict):
            return row
        return {name: self._answer(cells[name], given) if name in cells else given for name, given in row.items()}

    def _file(self, given: Json) -> Json:
        """Return what is known of the file that *given* names; what is not a file of this case is left a bare id."""
        named = given.get("id") if isinstance(given, dict) else given
        found = self.files.get(named) if isinstance(named, str) else None
        if found is None:
            return {"id": ""}
        return {"refused": found.facts.id} if found.state == "refused" else found.facts.as_json()

    def _declaration(self, given: Json) -> Json:
        if given in _NOT_TICKED:
            return None
        if self.anew:
            # What somebody else ticked in a draft is not declared by whoever submits it.
            return given if isinstance(given, dict) and given.get("by") == self.by else None
        return {"by": self.by, "at": self.now.isoformat()} if given in _TICKED or isinstance(given, dict) else given
