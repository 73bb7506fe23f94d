"""How the pages look for one council: its name and colours, refused where people could not read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import EngineError

_WHITE = "#ffffff"
_LEAST = 4.5
"""WCAG 2.2, 1.4.3: the contrast that text needs, which these colours carry or are."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class PoorTheme(EngineError):
    """The operator's turn: colours that are none, or in which people could not read the pages."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A council's name and colours, each as `#rrggbb`. Raises PoorTheme for what is no colour or too pale.

    *brand* is the bar on top, with white words on it; *link* is the colour of links, and *button* of buttons.
    """

    name: str = ""
    """Who runs the pages, as people call it. Left out, it is the title of the configuration."""
    brand: str = "#1d4f6f"
    link: str = "#1a65a6"
    button: str = "#0f7a52"

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise PoorTheme(" ".join(faults))

    def _faults(self) -> Iterator[str]:
        if len(self.name) > 100 or not (self.name.isprintable()):
            yield "The name of the council is one line of at most 100 characters."
        for what in ("brand", "link", "button"):
            colour = getattr(self, what)
            if not _COLOUR.fullmatch(colour):
                yield f"The {what} colour is not one. Write it like this: #1d4f6f"
            elif (found := contrast(colour, _WHITE)) < _LEAST:
                yield (
                    f"The {what} colour is too pale: against white its contrast is {found:.1f} to 1, "
                    f"and people need {_LEAST} to 1 (WCAG 2.2, 1.4.3). Choose a darker one."
                )

    def css(self) -> str:
        """Return the colours as a style sheet, to stand after that of GOV.UK Frontend."""
        return (
            f":root{{--casepath-brand:{self.brand};--govuk-brand-colour:{self.brand};"
            f"--govuk-link-colour:{self.link};--casepath-button:{self.button}}}\n"
        )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 reckons it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
