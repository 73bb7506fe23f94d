"""What can be shown beside the text: each view by its name, and those that have a tab, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.say import Sentence
from engine.web.workshop.snapshot import View
from engine.web.workshop.views.blank import blank
from engine.web.workshop.views.chart import chart
from engine.web.workshop.views.compared import compare, drafts
from engine.web.workshop.views.contents import contents
from engine.web.workshop.views.decisions import decisions
from engine.web.workshop.views.floors import floors
from engine.web.workshop.views.form import form
from engine.web.workshop.views.others import others
from engine.web.workshop.views.papers import burden, index, rules
from engine.web.workshop.views.play import play
from engine.web.workshop.views.sign_off import sign_off_view
from engine.web.workshop.views.trials import trials
from engine.web.workshop.views.uses import uses

VIEWS: Mapping[str, View] = {
    "contents": contents,
    "form": form,
    "blank": blank,
    "map": chart,
    "uses": uses,
    "rules": rules,
    "burden": burden,
    "index": index,
    "compare": compare,
    "floors": floors,
    "others": others,
    "drafts": drafts,
    "play": play,
    "trials": trials,
    "decisions": decisions,
    "sign_off": sign_off_view,
}
"""Name -> view, each asked for at view/NAME."""

TABS: Mapping[str, Sentence] = {
    "contents": Sentence("Contents"),
    "form": Sentence("Form"),
    "blank": Sentence("On paper"),
    "map": Sentence("Map"),
    "uses": Sentence("Where used"),
    "rules": Sentence("Rules"),
    "burden": Sentence("How much is asked"),
    "compare": Sentence("Differences"),
    "floors": Sentence("Floors"),
    "others": Sentence("Other councils"),
    "drafts": Sentence("Drafts"),
    "play": Sentence("Play"),
    "trials": Sentence("Scenarios and proofs"),
    "decisions": Sentence("Decisions"),
    "sign_off": Sentence("Sign off"),
}
"""The views that have a tab, and what stands on it. The first is shown when the page is opened."""
