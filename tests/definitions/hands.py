"""Files as many hands write them: every style of YAML that Casepath reads, with comments that say where they belong.

`# above k3` stands over the setting k3, `# beside k3` on its line, `# below k3` as the last thing inside it.
"""

from __future__ import annotations

from hypothesis import strategies as st

_PLAIN = (
    "a",
    "yes",
    "1.10",
    "17:00",
    "in 3 months",
    "A text for people",
    "done(screen)",
    "x == y",
    "-5",
    "it's",
    "a\\b",
)
_ANY = st.text(st.sampled_from("abé “:#-,[]{}'\"\\&*!?|>%@ \n\t\u200b\x85"), max_size=12)
_WORDS = st.lists(st.sampled_from(["harm", "to", "a", "child:", "#1", "- x", "outside", "è"]), min_size=1, max_size=60)


class _Hand:
    """Writes one file, with chance for its taste."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.names = 0

    def chance(self, of: int = 3) -> bool:
        return self.draw(st.integers(0, of)) == 0

    def name(self) -> str:
        self.names += 1
        return f"k{self.names}"

    def map(self, indent: int, depth: int, first: str = "") -> None:
        """Write a map. *first* is what stands on its first line already: a dash, say."""
        for number in range(self.draw(st.integers(1, 3))):
            name = self.name()
            begin = first if first and not number else " " * indent
            if begin != first:
                self.above(name, indent)
            self.entry(begin, name, indent, depth)

    def above(self, name: str, indent: int) -> None:
        if self.chance():
            self.lines += [""] * self.draw(st.integers(1, 3))
        if self.chance():
            self.lines.append(" " * indent + f"# above {name}")
            if self.chance():
                self.lines.append("  ")

    def beside(self, name: str) -> str:
        return " " * self.draw(st.integers(2, 5)) + f"# beside {name}" if self.chance() else ""

    def entry(self, begin: str, name: str, indent: int, depth: int) -> None:
        key = self.draw(st.sampled_from([name, f'"{name}"', f"'{name}'"]))
        kind = self.draw(st.integers(0, 9 if depth else 6))
        if kind >= 7:
            self.lines.append(f"{begin}{key}:{self.beside(name)}")
            if self.chance():
                self.lines.append("")
            deeper = indent + self.draw(st.integers(1, 4))
            if kind == 7:
                self.map(deeper, depth - 1)
            else:
                self.list(indent if self.chance() else deeper, depth - 1)
                if kind == 9:
                    return
            if self.chance():
                self.lines.append(" " * deeper + f"# below {name}")
        elif kind == 6:
            self.in_brackets(f"{begin}{key}: ", name, indent, depth)
        else:
            self.text(f"{begin}{key}:", name, indent)

    def list(self, indent: int, depth: int, first: str = "") -> None:
        for number in range(self.draw(st.integers(1, 3))):
            begin = (first if first and not number else " " * indent) + "-" + " " * self.draw(st.integers(1, 3))
            kind = self.draw(st.integers(0, 4 if depth else 2))
            if kind == 4 and self.chance():
                self.list(len(begin), depth - 1, begin)
            elif kind >= 3:
                self.map(len(begin), depth - 1, begin)
            elif kind == 2:
                self.in_brackets(begin, "row", indent, depth)
            else:
                name = self.name()
                self.lines.append(begin + name + self.beside(name))

    def text(self, begin: str, name: str, indent: int) -> None:
        kind = self.draw(st.integers(0, 7))
        deeper = " " * (indent + self.draw(st.integers(1, 3)))
        if kind == 0:
            self.lines.append(begin + self.beside(name))
        elif kind <= 2:
            self.lines.append(f"{begin} {self.draw(st.sampled_from(_PLAIN))}{self.beside(name)}")
        elif kind == 3:
            self.lines.append(f"{begin} {self.quoted()}{self.beside(name)}")
        elif kind == 4:
            self.lines += [f"{begin} Some words", *([""] * self.draw(st.integers(0, 2))), deeper + "and some more"]
            self.lines[-1] += self.beside(name)
        elif kind == 5:
            self.lines.append(begin + self.beside(name))
            if self.chance():
                self.lines.append(f"{deeper}# above {name}")
            self.lines.append(f"{deeper}{self.quoted()}")
        elif kind == 6:
            words = " ".join(self.draw(_WORDS)).replace('"', "")
            self.lines.append(f'{begin} "{words}"{self.beside(name)}')
        else:
            self.block(begin, name, deeper)

    def block(self, begin: str, name: str, deeper: str) -> None:
        head = self.draw(st.sampled_from(["|", ">"])) + self.draw(st.sampled_from(["", "-", "+"]))
        self.lines.append(f"{begin} {head}{self.beside(name)}")
        self.lines += [""] * self.draw(st.integers(0, 1))
        self.lines.append(deeper + "One line. ")
        for _ in range(self.draw(st.integers(0, 3))):
            self.lines.append(self.draw(st.sampled_from(["", deeper, deeper + "  # no comment", deeper + "more"])))

    def quoted(self) -> str:
        value = self.draw(_ANY)
        if self.chance(1):
            return "'" + "".join(one for one in value if one.isprintable()).replace("'", "''") + "'"
        return '"' + "".join(one if one.isprintable() and one not in '"\\' else _escape(one) for one in value) + '"'

    def in_brackets(self, begin: str, name: str, indent: int, depth: int) -> None:
        self.lines.append(begin)
        self.brackets(" " * (indent + 1), depth)
        self.lines[-1] += self.beside(name)

    def brackets(self, indent: str, depth: int) -> None:
        is_map, before = self.chance(1), ""
        self.add("{" if is_map else "[")
        for _ in range(self.draw(st.integers(0, 4))):
            name = self.name()
            if before:
                self.add(",")
                if self.chance(8):
                    self.lines[-1] += f"  # beside {before}"
                    self.lines.append(indent)
            before = name
            self.gap(indent)
            self.add(f"{name}: " if is_map else "")
            if depth and self.chance():
                self.brackets(indent + " ", depth - 1)
                before = name if is_map else "row"
            else:
                plain = st.sampled_from(["a", "no", "12:30", "in 3 months", "A long text"])
                self.add(self.draw(plain) if is_map else name)
        self.gap(indent)
        self.add("}" if is_map else "]")

    def gap(self, indent: str) -> None:
        if self.chance(6):
            self.lines += [indent]
        elif self.chance(8):
            self.lines += ["", indent]
        elif self.chance():
            self.add(" ")

    def add(self, text: str) -> None:
        self.lines[-1] += text


def _escape(letter: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\\": "\\\\", '"': '\\"'}.get(letter, f"\\u{ord(letter):04x}")


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file that Casepath reads, nearly always."""
    hand = _Hand(draw)
    if hand.chance():
        hand.lines += ["# at the top", *([""] * draw(st.integers(0, 2)))]
    if hand.chance():
        hand.map(0, 3)
    else:
        hand.map(0, 2)
    if hand.chance():
        hand.lines += [*([""] * draw(st.integers(0, 2))), "# at the end"]
    end = draw(st.sampled_from(["\n", "", "\n\n\n"]))
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(hand.lines) + end
