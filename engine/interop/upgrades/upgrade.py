"""A template's next version taken up by a council: each difference judged, and its files as they would then be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.checks import check
from engine.checks.floors import LOOSENED, gone_below, told, where
from engine.definitions.assemble import MANIFEST, Assembled, assemble
from engine.definitions.origins import Over
from engine.definitions.overlaid_forms import NO_PAGE
from engine.definitions.overlay import NOT_BESIDE, PLACES
from engine.definitions.rewriting import Change, Cut, Rewritten, Steps, emptied, rewritten
from engine.findings import Finding, Place
from engine.interop.upgrades.beside import Beside
from engine.interop.upgrades.follow import definition_of, extended, numbered, renamed, translations
from engine.interop.upgrades.mentions import mentions
from engine.interop.upgrades.outcome import Edited, Outcome, Upgrade
from engine.interop.upgrades.renames import Renames
from engine.interop.upgrades.spots import OwnFile, Spot, look, own_files, own_ways, shown_under, spots_of
from engine.interop.upgrades.three_way import ThreeWay
from engine.interop.upgrades.wording import named

_SILENT = ("why", "new", "id", "page", *PLACES)
"""Settings that say nothing of a template by themselves."""


_PASSES = 4
"""How often names are looked for that the template has changed: some are only told once others are right."""


def upgrade(mine: Assembled, new: Assembled) -> Upgrade:
    """Return what becomes of each difference of *mine* on *new*, the version of its template that is to come.

    Both were read without mistakes, and *mine* extends another version of *new*.
    """
    over = mine.origins.over
    assert over is not None
    return _Upgrading(mine, over, new).upgrade()


class _Upgrading:
    def __init__(self, mine: Assembled, over: Over, new: Assembled) -> None:
        self.mine, self.over, self.new = mine, over, new
        self.renames = Renames(new)
        self.files = own_files(mine)
        self.under = shown_under(mine)
        self.spots = [spot for spot in spots_of(mine, self.files) if not self._is_of_its_own(spot)]

    def upgrade(self) -> Upgrade:
        follows = [*renamed(self.spots, self.renames), *translations(self.files.values(), self.renames)]
        head = extended(self._manifest, self.new, raised=False)
        trial = _Trial(self.files, self._merged(self._rewritten(_edits([*follows, *head]))))
        beside = list(self._beside(trial))
        judged = list(self._judged(trial, {(one.file, one.at) for one in beside}))
        outcomes = _without_the_lost([*follows, *beside, *judged])
        cuts = {(file, Cut(steps)) for file, steps in self._cuts(outcomes)}
        outcomes = [one for one in outcomes if one.kind != "renamed" or (one.file, Cut(one.at)) not in cuts]
        edits: set[Edited] = {*cuts, *(one for one in _edits(outcomes) if not isinstance(one[1], Cut))}
        called = self._called(edits)
        edits.update(_edits(called))
        head = self._head(edited=bool(edits))
        files = self._rewritten([*edits, *_edits(head)])
        outcomes += [*called, *head]
        merged = self._merged(files)
        outcomes += self._found(merged, files, outcomes)
        told = sorted(_told_once(outcomes), key=lambda one: (one.place, one.kind, one.sentence))
        return Upgrade(tuple(told), files, merged)

    def _is_of_its_own(self, spot: Spot) -> bool:
        """Whether a difference only says where something stands that is the council's own."""
        definition = self.over.template.written.get((spot.kind, spot.name))
        return spot.edit.kind == "moved" and look(definition, spot.steps) is None

    def _called(self, edits: Collection[Edited]) -> list[Outcome]:
        """Return the names in what the council wrote itself that are to follow, once all of *edits* is done."""
        found: list[Outcome] = []
        for _ in range(_PASSES if self.renames.names else 0):
            known = {*edits, *_edits(found)}
            files = self._rewritten([*known, *_edits(self._head(edited=bool(known)))])
            merged = self._merged(files)
            told = mentions(check(merged).findings, self._ways_back(merged, files), self.renames)
            more = [one for one in told if not known.issuperset(one.edits)]
            if not more:
                break
            found += more
        return found

    def _head(self, *, edited: bool) -> list[Outcome]:
        """Return what casepath.yaml says of the versions, where it is another one."""
        extends = extended(self._manifest, self.new, raised=edited)
        return [*extends, *numbered(self._manifest, edited=edited or bool(extends))]

    @property
    def _manifest(self) -> OwnFile:
        return self.files[self.under + MANIFEST]

    # Files

    def _rewritten(self, edits: Iterable[Edited]) -> dict[str, Rewritten]:
        by_file: dict[str, set[Change]] = defaultdict(set)
        for file, change in edits:
            by_file[file].add(change)
        contents = {one.path: one.content for one in self.files.values()}
        return {file: rewritten(contents[file], changes) for file, changes in sorted(by_file.items())}

    def _merged(self, files: Mapping[str, Rewritten]) -> Assembled:
        """Return the council as it would be with *files*, on the new template."""
        own = {one.path: one.content for one in self.files.values()}
        own |= {path: one.content for path, one in files.items()}
        return assemble(own, shown_under=self.under, template=self.new)

    def _ways_back(self, merged: Assembled, files: Mapping[str, Rewritten]) -> dict[str, tuple[OwnFile, OwnFile]]:
        """Return each file as it would be, everything found by the way to it in the file as it is, and that file."""
        after = own_files(merged)
        cuts = {path: one.cuts for path, one in files.items()}
        ways = own_ways(self.files, after, {self.under + path: one for path, one in cuts.items()})
        return {shown: (self.files[shown], one) for shown, one in ways.items()}

    def _cuts(self, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Steps]]:
        """Yield what can be taken out of each file, with what would then be empty."""
        for file in self.files.values():
            here = [one for one in outcomes if one.file == file.path]
            gone = [change.steps for one in here for _, change in one.edits if isinstance(change, Cut)]
            kept = [one.at for one in here if one.kind not in ("same", "renamed")]
            yield from ((file.path, steps) for steps in emptied(file.root, gone, kept, _SILENT)) if gone else ()

    # Outcomes

    def _judged(self, trial: _Trial, beside: set[tuple[str, Steps]]) -> Iterator[Outcome]:
        ways = ThreeWay(self.over.template, self.mine, self.new, self.renames)
        for spot in self.spots:
            for one in ways.outcome(spot):
                if (one.file, one.at) in beside and one.kind == "fits":
                    continue
                stays = spot.edit.kind != "moved" or one.kind != "fits" or (one.file, one.at) in trial.edited
                yield one if stays else _in_place(one, spot)

    def _beside(self, trial: _Trial) -> Iterator[Outcome]:
        """Yield what became of what stands beside something, or on a page, that is gone."""
        told = Beside(self.over.template, self.new, self.renames)
        for finding in trial.merged.findings:
            found = trial.at(finding.place) if finding.code in (NOT_BESIDE, NO_PAGE) else None
            if found is None:
                continue
            file, own = found
            kind, name = definition_of(file, own)
            outcome = told.outcome(file, kind, name, own)
            if outcome is not None:
                yield outcome

    def _found(
        self, merged: Assembled, files: Mapping[str, Rewritten], outcomes: Sequence[Outcome]
    ) -> Iterator[Outcome]:
        """Yield the floors that *merged* goes below, and its mistakes that no outcome speaks of."""
        lines = {(one.place.file, one.place.line) for one in outcomes if one.group == "decide"}
        for one in check(merged).findings:
            place = self._as_it_was(one.place, files)
            if one.is_error and (place.file, place.line) not in lines and one.code != LOOSENED:
                yield _mistake(one, place, self.under)
        yield from self._floors(merged, files)

    def _floors(self, merged: Assembled, files: Mapping[str, Rewritten]) -> Iterator[Outcome]:
        over, manifest = merged.origins.over, self.mine.configuration
        if over is None or manifest is None:
            return
        approved = [one.path for one in manifest.manifest.approved_exceptions]
        names = {name for _, name in merged.origins.nodes}
        for floor in gone_below(merged.origins):
            if floor.dotted in approved:
                continue
            if floor.now is None and not {floor.path[0], ""} & names:
                continue  # it has mistakes, which are told
            edit = where(floor, over)
            there = merged.origins.place("configuration", "", "extends") if edit is None else edit.place
            sentence, hint = told(floor, manifest.manifest.title)
            place = self._as_it_was(there, files)
            file = place.file.removeprefix(self.under)
            yield Outcome("floor", floor.path, sentence, place, file, (), now=floor.before.place, hint=hint)

    def _as_it_was(self, place: Place, files: Mapping[str, Rewritten]) -> Place:
        """Return where a place in the files as they would be is in the files as they are."""
        file = files.get(place.file.removeprefix(self.under)) if place.file in self.files else None
        if file is None:
            return place
        return replace(place, line=file.line_before(place.line), end_line=file.line_before(place.end_line))


class _Trial:
    """The council on the new template, with what follows by itself followed, so that the rest can be looked at."""

    def __init__(self, files: Mapping[str, OwnFile], merged: Assembled) -> None:
        self.files, self.merged = files, merged
        self.ways = own_ways(files, own_files(merged), {})
        over = merged.origins.over
        found = (self.at(edit.part.place) for edit in (over.edits if over is not None else ()))
        self.edited = {(file.path, own) for file, own in filter(None, found)}

    def at(self, place: Place) -> tuple[OwnFile, Steps] | None:
        """Return what stands at *place*, by the way to it in the file as it is."""
        found = self.ways.get(place.file)
        own = found.at(place) if found is not None else None
        return None if own is None else (self.files[place.file], own)


def _without_the_lost(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return *outcomes* without those inside of what is gone, or goes."""
    ends = [(one.file, one.at) for one in outcomes if one.kind == "gone" and one.at]
    ends += [(file, change.steps) for one in outcomes for file, change in one.edits if isinstance(change, Cut)]

    def is_lost(one: Outcome) -> bool:
        inside = any(file == one.file and one.at[: len(at)] == at for file, at in ends)
        return inside and one.kind in ("anchor", "renamed")

    return [one for one in outcomes if not is_lost(one)]


def _told_once(outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """Yield each outcome once; of a floor that is in conflict as well, only that it is a floor."""
    floors = {one.path for one in outcomes if one.kind == "floor"}
    seen: set[tuple[str, str, str, int]] = set()
    for one in outcomes:
        said = (one.kind, one.sentence, one.place.file, one.place.line)
        if said not in seen and not (one.kind == "conflict" and one.path in floors):
            seen.add(said)
            yield one


def _edits(outcomes: Iterable[Outcome]) -> list[Edited]:
    return [edit for one in outcomes for edit in one.edits]


def _in_place(moved: Outcome, spot: Spot) -> Outcome:
    """Return what becomes of moving something to where the template has it now."""
    sentence = f"The template has {named(spot.name, spot.steps)} in that place now."
    is_alone = spot.own[-1] in (*PLACES, "page")
    cut: tuple[Edited, ...] = ((moved.file, Cut(moved.at)),) if is_alone else ()
    return replace(moved, kind="same", sentence=sentence, edits=cut)


def _mistake(finding: Finding, place: Place, under: str) -> Outcome:
    path = tuple(finding.path.split("."))
    return Outcome("mistake", path, finding.message, place, place.file.removeprefix(under), (), hint=finding.hint)
