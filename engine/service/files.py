"""Files on a case: sent for a question before the form that names them, and opened by whoever may view that question.

Nothing is trusted: the type is told by the content, the right to send and to open is asked of the same rules as the
form, and a file stays in quarantine until the host's scanner vouches for it. If the scanner fails, it stays there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.cases.decide.correcting import asking_to_correct, why_not_corrected
from engine.cases.door import is_name
from engine.cases.files import MEDIA_TYPES, FileFacts, FileState, judged
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.tasks import task_id
from engine.cases.values import Answers, BadAnswer, Json
from engine.definitions.fields import FileField
from engine.errors import EngineError, NotFound, Reason, Refused
from engine.sentences.say import say
from engine.service.looking import looking
from engine.service.papers import not_yours, ways_to_fill
from engine.service.ports import Ports
from engine.service.register import Register
from engine.store.cases import read_draft, read_hands, read_revisions, read_submission
from engine.store.files import (
    StoredFile,
    insert_file,
    mark_file,
    read_content,
    read_files,
    write_content,
)
from engine.store.transaction import Gateway, Transaction


class FileLost(EngineError):
    """The operator's turn: the case names a file whose content is not there, or is not what was sent."""

    def __init__(self, file: str) -> None:
        super().__init__(f"The content of file {file} is lost or was changed. Restore it from a backup.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to hand on to a screen: its name, its media type, and what it holds."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


def upload(
    register: Register, gateway: Gateway, case: Case | str, form: str, field: str, name: str, content: bytes, by: Actor
) -> Answers:
    """Keep a file for a question that this person fills; see `Cases.upload`."""
    with looking(register, gateway, "upload", f"{form}.{field}") as (looked, tx):
        current, question = _asked(looked, tx, case, form, field, by)
    file = taken(register, question, f"{form}.{field}", name, content, by)
    with gateway.write() as tx:
        _asked(register, tx, current, form, field, by)
        keep(register, tx, current, file, content)
    return file.facts.as_json()


def taken(register: Register, question: CompiledField, path: str, name: str, content: bytes, by: Actor) -> StoredFile:
    """Return what is known of a file that *question* takes; raise Refused for any other, and for one with a virus.

    Looking for viruses takes its time, so no transaction may be open meanwhile.
    """
    ports, language = register.engine.ports, register.engine.definition.language
    assert isinstance(question.definition, FileField)
    try:
        facts = judged(question.definition, ports.ids.new(), name, content)
    except BadAnswer as bad:
        text = say(language, '"{field}": {problem}', field=question.definition.label, problem=bad)
        raise Refused((Reason(bad.code, text, path),)) from None
    state = _scanned(ports, facts, content)
    if state == "refused":
        raise Refused((_refused(path, language),))
    form, _, field = path.partition(".")
    return StoredFile(facts, form, field, by.id, register.now(), state)


def keep(register: Register, tx: Transaction, case: Case, file: StoredFile, content: bytes) -> None:
    """Keep a file, and what it holds: that last, so that nothing is left of what is refused or fails."""
    insert_file(tx, register.council, case.id, file)
    store = register.engine.ports.files
    if store is None:
        write_content(tx, register.council, file.facts.id, content)
    else:
        store.write(file.facts.id, content)


def _asked(
    register: Register, tx: Transaction, case: Case | str, form: str, field: str, by: Actor
) -> tuple[Case, CompiledField]:
    """Return the question *field*, which takes files and which this person may answer now, filling the form in or
    correcting it; raise Refused or NotFound.
    """
    current, definition = register.known(tx, case, by)
    actions = _asking(register, tx, definition, current, form, by)
    if actions is None:
        raise Refused((not_yours(definition, current, form, by),))
    return current, question_for_files(definition, current, actions, form, field, by)


def question_for_files(
    definition: Definition, case: Case, actions: frozenset[str], form: str, field: str, by: Actor
) -> CompiledField:
    """Return the question *field* of *form*, if it takes files and this person answers it by one of *actions*.

    Raises Refused.
    """
    question = definition.forms[form].question(field.split("."))
    if question is None or not isinstance(question.definition, FileField):
        title = definition.forms[form].definition.title
        text = say(definition.language, '"{form}" asks for no file there.', form=title)
        raise Refused((Reason("unknown_field", text, form),))
    if not _may_fill(definition, case, actions, question, by):
        others = '"{field}" is for other people to answer, or is asked at another step.'
        text = say(definition.language, others, field=question.definition.label)
        raise Refused((Reason("not_allowed", text, f"{form}.{field}"),))
    return question


def _asking(
    register: Register, tx: Transaction, definition: Definition, case: Case, form: str, by: Actor
) -> frozenset[str] | None:
    """Return the actions whose questions this person may answer, filling *form* in or correcting it; None: neither."""
    actions = frozenset(one.id for one in ways_to_fill(definition, case, form, by)) or None
    if why_not_corrected(definition, case, form, by) is not None:
        return actions
    file = CaseFile(case, hands=read_hands(tx, case.council, case.submissions[form].id))
    asking, _ = asking_to_correct(definition, definition.forms[form], file, by, register.now())
    return asking.actions | (actions or frozenset())


def _may_fill(definition: Definition, case: Case, actions: frozenset[str], one: CompiledField, by: Actor) -> bool:
    standing = definition.roles.standing_on_tasks(by, case)
    return (not one.asked_for or bool(actions & one.asked_for)) and may(standing, "fill", one.edit)


def _scanned(ports: Ports, facts: FileFacts, content: bytes) -> FileState:
    """Return what the scanner says; anything but a clear answer leaves the file in quarantine."""
    try:
        said = ports.scanner.scan(facts.name, facts.type, content)
    except Exception:  # noqa: BLE001  # the host's scanner may fail in any way, and none of them may let a file out
        return "waiting"
    return said if said in ("clean", "refused") else "waiting"


def settle_file(register: Register, tx: Transaction, case: str, file: str, state: Literal["clean", "refused"]) -> None:
    """Say what came of a file in quarantine. Raises NotFound where none is waiting."""
    asked_for_something = is_name(case) and is_name(file)
    if not asked_for_something or not mark_file(tx, register.council, case, file, state, register.now()):
        raise NotFound


def open_file(register: Register, tx: Transaction, case: Case | str, file: str, by: Actor) -> Opened:
    """Return what a file holds, for someone who may view the question that it answers; see `Cases.open_file`."""
    current, definition = register.known(tx, case, by)
    found = read_files(tx, register.council, current.id).get(file)
    if found is None or not _may_open(register, tx, definition, current, found, by):
        raise NotFound
    path = f"{found.form}.{found.field}"
    if found.state == "refused":
        raise Refused((_refused(path, definition.language),))
    if found.state == "waiting":
        text = say(definition.language, "This file has not been checked for viruses yet. Try again later.")
        raise Refused((Reason("file_waiting", text, path),))
    store = register.engine.ports.files
    content = read_content(tx, register.council, file) if store is None else store.read(file)
    if content is None or hashlib.sha256(content).hexdigest() != found.facts.sha256:
        raise FileLost(file)
    return Opened(found.facts.name, MEDIA_TYPES[found.facts.type], content)


def _refused(path: str, language: str) -> Reason:
    text = say(language, "This file was refused when it was checked for viruses. Send another.")
    return Reason("file_refused", text, path)


def _may_open(
    register: Register, tx: Transaction, definition: Definition, case: Case, file: StoredFile, by: Actor
) -> bool:
    """Whether a question that names the file is this person's to view, in a form as submitted or in one they fill."""
    standing = definition.roles.standing(by, case)
    for form in definition.forms.values():
        if not form.vouched:
            continue
        for one, is_draft in _naming(tx, case, form, file.facts.id):
            actions = frozenset(way.id for way in ways_to_fill(definition, case, form.id, by)) if is_draft else None
            if may(standing, "see", one.view) or (actions and _may_fill(definition, case, actions, one, by)):
                return True
    if _answers_a_task_of_theirs(tx, definition, case, file, by):
        return True
    # Whoever sent it sees it on the page that they have not saved yet.
    return file.by == by.id and _asking(register, tx, definition, case, file.form, by) is not None


def _answers_a_task_of_theirs(tx: Transaction, definition: Definition, case: Case, file: StoredFile, by: Actor) -> bool:
    """Whether a task that is this person's to do has an answer, drafted or submitted, that names the file."""
    work, standing = definition.workflows[case.workflow].work, definition.roles.standing_on_tasks(by, case)
    for key, one in case.tasks.items():
        task = work.tasks[task_id(key)]
        form = definition.forms.get(task.definition.form or "")
        if form is None or not form.vouched or not may(standing, "do", task.by):
            continue
        draft = read_draft(tx, case.council, case.id, form.id, key)
        revisions = read_revisions(tx, case.council, one.submission) if one.submission else []
        for answers in (draft.answers if draft else {}, revisions[-1].answers if revisions else {}):
            names = form.vouched & answers.keys()
            if any(True for name in names for _ in _holding(form.by_id[name], answers[name], file.facts.id)):
                return True
    return False


def _naming(tx: Transaction, case: Case, form: CompiledForm, file: str) -> Iterator[tuple[CompiledField, bool]]:
    """Yield the questions of *form* whose answers name the file, as submitted last, then as drafted."""
    submitted, draft = case.submissions.get(form.id), read_draft(tx, case.council, case.id, form.id)
    kept = read_submission(tx, case.council, submitted.id, submitted.revision).answers if submitted else {}
    for answers, is_draft in ((kept, False), (draft.answers if draft else {}, True)):
        for name in form.vouched & answers.keys():
            yield from ((one, is_draft) for one in _holding(form.by_id[name], answers[name], file))


def _holding(one: CompiledField, given: Json, file: str) -> Iterator[CompiledField]:
    if isinstance(one.definition, FileField):
        several = given if isinstance(given, list) else [given]
        if any(isinstance(each, dict) and each.get("id") == file for each in several):
            yield one
    elif one.row is not None and isinstance(given, list):
        for row in given:
            for name, cell in row.items() if isinstance(row, dict) else ():
                if name in one.row.by_id:
                    yield from _holding(one.row.by_id[name], cell, file)
