"""What can be shown beside the text: each view by its name, and those that have a tab, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.say import Sentence
from engine.web.workshop.snapshot import View
from engine.web.workshop.views.contents import contents

VIEWS: Mapping[str, View] = {
    "contents": contents,
}
"""Name -> view, each asked for at view/NAME."""

TABS: Mapping[str, Sentence] = {
    "contents": Sentence("Contents"),
}
"""The views that have a tab, and what stands on it. The first is shown when the page is opened."""
