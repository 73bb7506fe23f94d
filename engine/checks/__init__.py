"""All that can be known about a configuration without running it. One function and one code for each question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from engine.cases.compiled import Definition
from engine.cases.compiling import compile_configuration
from engine.cases.compiling.shared import Beneath
from engine.checks import (
    across_links,
    changes,
    clocks,
    conditions,
    corrections,
    decisions,
    exploration,
    fields,
    floors,
    flow,
    keeping,
    letters,
    linked_sources,
    links,
    meetings,
    missed,
    options,
    overlaid,
    passed_on,
    people,
    references,
    roles,
    rows,
    shares,
    sources,
    strands,
    tasks,
    teams,
    translations,
    unused,
    versions,
    waiting,
    wording,
)
from engine.checks.accepting import Accepted, told_and_accepted
from engine.checks.book import Book
from engine.checks.decided import check_decisions
from engine.checks.scenarios import check_scenarios
from engine.definitions.assemble import Assembled
from engine.findings import Finding, has_errors, in_order

Check: TypeAlias = Callable[[Book], Iterator[Finding]]
"""One question about a configuration; its docstring is the answer that passes."""

NAMES: tuple[Check, ...] = (
    roles.names_of_roles,
    roles.circles_of_roles,
    roles.outsiders_stay_outside,
    roles.roles_named_once,
    roles.places_given,
    roles.places_are_needed_somewhere,
    references.names_of_lists,
    references.names_of_subjects,
    references.names_of_records,
    references.names_of_forms,
    references.subjects_of_forms,
    references.names_of_actions,
    references.names_of_states,
    references.waits_lead_somewhere,
    references.names_of_fields,
    references.dates_are_dates,
    references.names_in_slots,
    meetings.names_of_clocks,
    options.options_to_use_instead,
    options.versions_of_options,
    options.lists_offer_something,
    options.answers_once,
    sources.sources_exist,
    sources.sources_are_at_hand,
    sources.sources_may_be_reused,
    sources.sources_fit,
    sources.defaults_fit,
    fields.ids_in_forms,
    fields.ids_in_records,
    rows.ids_inside_rows,
    rows.keys_are_asked,
    shares.what_is_shared_is_asked,
    keeping.what_keeping_counts_from_is_a_date,
    floors.locks_lock_something,
    floors.locks_stay,
    floors.floors_hold,
    floors.exceptions_are_needed,
    versions.overlays_are_numbered,
    changes.versions_of_changes,
    changes.what_changed_is_there,
    changes.what_changed_is_gone,
    changes.places_changed_are_there,
    changes.nothing_changed_twice,
    fields.ids_of_deadlines,
    fields.ids_of_actions,
    fields.ids_of_subjects,
    tasks.ids_of_tasks,
    tasks.names_of_tasks,
    tasks.rows_of_tasks,
    tasks.names_of_shares,
    linked_sources.copies_along_links_are_shared,
    linked_sources.one_answer_comes_from_one_case,
    links.links_lead_somewhere,
    links.links_lead_back,
    links.names_of_links,
    links.names_that_are_shared,
    links.ids_of_link_questions,
    links.others_are_opened_for_each_of_several,
    links.facts_of_new_subjects,
    letters.letters_are_there,
    letters.what_letters_use_is_there,
    letters.letters_are_about_their_case,
)
"""Every name stands for one thing that exists and fits."""

SETTINGS: tuple[Check, ...] = (
    fields.required_can_be_answered,
    fields.confirmed_is_copied,
    fields.what_is_written_back_is_a_fact,
    fields.notes_ask_nothing,
    fields.what_stands_in_a_chronology_is_answered,
    fields.files_and_declarations_stand_in_forms,
    fields.facts_are_told_and_not_asked,
    fields.limits_are_in_order,
    rows.rows_nest_once,
    rows.settings_mean_something_in_rows,
    decisions.tasks_collected_are_listed,
    decisions.else_comes_last,
    decisions.rules_have_ids_of_their_own,
    shares.each_answer_is_shared_once,
    people.actions_have_someone,
    tasks.tasks_have_someone,
    people.workflows_are_opened,
    people.workflows_are_seen,
    people.kept_apart_from_an_action,
    across_links.links_are_written_at_one_end,
    across_links.what_is_shared_is_ordinary,
    across_links.links_ask_what_they_can,
    across_links.alerts_tell_somebody,
    clocks.closures_are_working_days,
    clocks.closures_are_written_once,
    clocks.closures_are_of_our_time,
    clocks.statutory_clocks_never_pause,
    clocks.clocks_are_taken_up_again,
    clocks.reminders_can_be_sent,
    meetings.skipped_meetings_would_be_held,
    wording.words_do_not_blame,
    wording.translations_do_not_blame,
    wording.facts_are_asked_once,
    wording.forms_are_short,
    wording.little_is_required,
    wording.required_text_has_a_purpose,
    translations.languages_are_named,
    translations.texts_are_translated,
    translations.translations_are_of_today,
    translations.translations_have_a_source,
    translations.translations_are_of_something,
    translations.translations_keep_slots,
)
"""What is written in one place makes sense there."""

FLOW: tuple[Check, ...] = (
    strands.endings_are_outermost,
    strands.finished_states_end_a_strand,
    strands.finished_states_hold_no_work,
    strands.strands_move_only_themselves,
    strands.actions_of_several_strands_agree,
    strands.strands_have_work,
    strands.joins_come_to_an_end,
    flow.states_are_reached,
    flow.states_are_left,
    flow.cases_can_end,
    flow.endings_are_quiet,
    flow.only_endings_reopen,
    flow.merging_ends_for_good,
    flow.what_is_split_has_links,
    flow.promised_states_are_reached,
    flow.configurations_are_few,
    flow.forms_are_submitted_first,
    flow.copies_come_later,
    people.who_acts_sees,
    people.who_acts_is_there,
    people.broken_glass_is_heard,
    people.required_can_be_filled,
    people.required_is_asked_before,
    tasks.who_does_tasks_is_there,
    tasks.who_does_tasks_can_answer,
    tasks.what_is_sent_is_for_them,
    people.duties_are_kept_apart,
    teams.roles_with_work_are_in_teams,
    teams.duties_are_held_by_two,
    corrections.who_corrects_sees,
    corrections.who_corrects_is_there,
    corrections.who_corrects_can_fill,
    clocks.clocks_start,
    clocks.clocks_stop,
    missed.clocks_are_stopped_on_every_path,
    clocks.hours_count_from_a_moment,
    clocks.statutory_limits_are_met_by_something,
    links.messages_are_heard,
    links.what_is_heard_is_sent,
    across_links.new_facts_stay_as_guarded,
    across_links.who_acts_may_open,
    passed_on.nothing_is_passed_on,
    letters.readers_may_read,
    letters.letters_without_names_name_nobody,
    letters.letters_are_sent,
    unused.roles_are_used,
    unused.lists_are_used,
    unused.forms_are_asked,
    unused.parts_are_used,
    unused.records_are_used,
    unused.questions_are_asked,
    meetings.meetings_are_waited_for,
)
"""How the parts work together. A wrong name would make these speak of what is only misspelt, so they wait for it."""

CONDITIONS: tuple[Check, ...] = (
    conditions.conditions_can_be_true,
    conditions.questions_can_be_shown,
    conditions.conditions_on_earlier_answers,
    people.conditions_tell_nothing,
    decisions.every_answer_leads_somewhere,
    decisions.lists_do_not_stop,
    decisions.rules_can_be_true,
    decisions.rules_are_reached,
    decisions.one_row_fits,
    flow.answers_come_first,
    corrections.withdrawn_forms_are_written_again,
    unused.checks_are_used,
    tasks.answers_say_whose,
    waiting.waits_can_end,
    waiting.nobody_outside_holds_up,
    waiting.automatic_steps_end,
    waiting.somebody_decides_that_a_case_ends,
)
"""What conditions say, once all of them can be read."""

WHOLE: tuple[Check, ...] = (exploration.no_case_goes_wrong,)
"""What a case can come to, once nothing else is wrong."""


@dataclass(frozen=True, slots=True)
class Report:
    """What checking found. *definition* is there when the folder could be read; it may run only without errors.

    *accepted* are the warnings that are not among *findings*, because casepath.yaml accepts them. *as_found* are all of
    them where they were found, also in a template; *explored* those among them that looking at all cases brought, by
    workflow.
    """

    definition: Definition | None
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    as_found: tuple[Finding, ...] = field(default=(), repr=False)
    explored: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict, repr=False)


def check(
    assembled: Assembled, *, beneath: Report | None = None, before: Beneath | None = None, explores: bool = True
) -> Report:
    """Return every finding in a configuration as read, ordered by place.

    Of one that extends a template, at the lines that its own author can change. What is untouched of the template is
    taken over as it was compiled and found there: *beneath* is what checking it came to, if that is known already.
    So is what is untouched since *before*, an earlier state of the same folder. Looking at every case takes most of
    the time; without it (*explores*) only what it found before is told.
    """
    over = assembled.origins.over
    if over is None:
        report = _judged(assembled, before, explores=explores)
        findings = report.as_found
    else:
        shared = before or (None if beneath is None else shared_with(over.template, beneath))
        report = _judged(assembled, shared, explores=explores)

        def judged(one: Assembled) -> tuple[Finding, ...]:
            if one is not over.template:
                return _judged(one, shared, explores=explores).as_found
            return (beneath or _judged(one, scenarios=False)).as_found

        findings = tuple(overlaid.at_own_lines(assembled, report.as_found, judged))
    told, accepted = told_and_accepted(assembled, in_order(findings))
    return replace(report, findings=tuple(in_order(told)), accepted=tuple(accepted))


def shared_with(checked: Assembled, report: Report) -> Beneath | None:
    """Return what may be taken over of a configuration that was checked; nothing of one with errors."""
    if checked.configuration is None or report.definition is None or has_errors(report.as_found):
        return None
    return Beneath(checked.configuration, report.definition, report.explored)


def _judged(
    assembled: Assembled, beneath: Beneath | None = None, *, scenarios: bool = True, explores: bool = True
) -> Report:
    if assembled.configuration is None:
        return Report(None, assembled.findings, as_found=assembled.findings)
    compilation = compile_configuration(assembled.configuration, assembled.origins, beneath=beneath)
    book = Book(assembled.configuration, assembled.origins, compilation.definition, beneath, explores)
    names = _run(NAMES, book)
    findings = [*assembled.findings, *compilation.findings, *names, *_run(SETTINGS, book)]
    if not has_errors(names):
        findings += _run(FLOW, book)
        if not has_errors(compilation.findings):
            findings += _run(CONDITIONS, book)
    # A scenario speaks of a definition that is whole; before that its names would be called wrong for nothing.
    if not has_errors(findings):
        findings += _run(WHOLE, book)
        findings += check_scenarios(assembled, compilation.definition, _earlier(assembled)) if scenarios else ()
        findings += check_decisions(assembled)
    return Report(compilation.definition, (), as_found=tuple(findings), explored=book.explored)


def _earlier(assembled: Assembled) -> dict[str, Definition | None] | None:
    """Return the earlier releases that scenarios play on, those with mistakes as nothing."""
    if assembled.earlier is None:
        return None
    reports = ((name, check(one)) for name, one in assembled.earlier.items())
    return {name: None if has_errors(report.findings) else report.definition for name, report in reports}


def _run(checks: tuple[Check, ...], book: Book) -> list[Finding]:
    return [finding for one in checks for finding in one(book)]
