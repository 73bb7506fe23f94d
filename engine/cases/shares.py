"""What a partner is sent of a form: the answers that its share names, and not one more.

Nobody's standing is asked here. What a share names is the council's decision, made once, in the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.cases.answers import gives_no_answer
from engine.cases.compiled import CompiledField, CompiledForm, CompiledShare
from engine.cases.values import Answers, Json, is_empty
from engine.definitions.forms import Basis
from engine.sentences.say import Sentence

BASES: Mapping[Basis, Sentence] = {
    "public_task": Sentence("a public task"),
    "legal_obligation": Sentence("a legal obligation"),
    "vital_interests": Sentence("vital interests"),
    "consent": Sentence("consent"),
    "contract": Sentence("a contract"),
}


def shared_answers(form: CompiledForm, share: CompiledShare, answers: Answers) -> Answers:
    """Return those of *answers* that *share* names, in the order of the form; *answers* are as submitted.

    What is not answered is left out, and so is every reason for that. Of rows of which only some cells are named, each
    row has its id and those cells; a row with none of them answered is left out.
    """
    return _shared(form.fields, share.fields, answers)


def _shared(fields: Iterable[CompiledField], paths: frozenset[tuple[str, ...]], answers: Answers) -> dict[str, Json]:
    shared: dict[str, Json] = {}
    for one in fields:
        given = answers.get(one.id)
        if is_empty(given) or gives_no_answer(given):
            continue
        if (one.id,) in paths:
            shared[one.id] = given
        elif one.row is not None and isinstance(given, list):
            inside = frozenset(path[1:] for path in paths if path[0] == one.id)
            rows = [_row(one.row.by_id.values(), inside, row) for row in given if isinstance(row, dict)]
            shared |= {one.id: [row for row in rows if len(row) > 1]} if any(len(row) > 1 for row in rows) else {}
    return shared


def _row(cells: Iterable[CompiledField], paths: frozenset[tuple[str, ...]], row: Answers) -> Answers:
    return {"id": row["id"], **_shared(cells, paths, row)}
