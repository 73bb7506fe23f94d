"""What is done with the decisions log: an entry is added to it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definitions.decided import DECISIONS
from engine.sentences.say import say
from engine.web.wire import Sent
from engine.web.workshop.decisions import entry_of, is_plain, with_entry
from engine.web.workshop.desk import Desk
from engine.web.workshop.doors import Answer, Door, Show

_SETTINGS = ("what", "of", "options", "why", "who", "when", "dissent", "owner", "parked_until")


def decide(desk: Desk, sent: Sent) -> Answer:
    """Add an entry to the log, which is kept with the other files; what is wrong with it is said."""
    language = desk.snapshot.language
    texts = {name: [line for one in sent.all(name) for line in one.splitlines()] for name in _SETTINGS}
    if texts["parked_until"] and not any(one.strip() for one in texts["who"]):
        texts["when"] = []
    if not is_plain(texts):
        said = say(language, "An answer is too long, or has letters that cannot be shown. Type it again.")
        return Show("decisions", {"problem": said})
    paper = desk.papers().get(DECISIONS)
    made = with_entry(paper.text if paper is not None else "", entry_of(sent.get("kind"), texts))
    if made.why == "mistakes":
        said = say(language, "The file {file} has mistakes. Put them right first; nothing was added.", file=DECISIONS)
        return Show("decisions", {"problem": said})
    if made.why:
        return Show("decisions", {"problem": made.why})
    desk.become(DECISIONS, made.text)
    desk.listeners.tell("moved", {})
    return Show(
        "decisions", {"done": say(language, "It was added to {file}. Keep it with the other files.", file=DECISIONS)}
    )


DECISION_DOORS: Mapping[str, Door] = {"decide": decide}
"""What is done with the log, by the name under which the page asks for it."""
