"""Files as somebody wrote them, and the same in the house layout."""

from __future__ import annotations

LOOKS = {
    "two columns for each level, lists too": (
        """\
pages:
    about:
        view:
        - manager
        -   id: a
            to: b
""",
        """\
pages:
  about:
    view:
      - manager
      - id: a
        to: b
""",
    ),
    "short codes stay in brackets": (
        """\
view: [ a,b,
  c ]
form: {like:   contact, on: 2026-03-27, due: in 3 months, x: '{{ row }}', e: []}
""",
        """\
view: [a, b, c]
form: {like: contact, on: 2026-03-27, due: in 3 months, x: "{{ row }}", e: []}
""",
    ),
    "text stands on a line of its own": (
        """\
manager: {title: Team manager, includes: [practitioner, mash]}
say: [Too late, x]
""",
        """\
manager:
  title: Team manager
  includes: [practitioner, mash]
say:
  - Too late
  - x
""",
    ),
    "brackets that pass 120 columns are opened": (
        "view: [" + ", ".join(["case_worker"] * 9) + "]\nedit: [" + ", ".join(["case_worker"] * 8) + ", x]\n",
        "view:\n" + "  - case_worker\n" * 9 + "edit: [" + ", ".join(["case_worker"] * 8) + ", x]\n",
    ),
    "brackets are opened for a comment inside": (
        """\
view: [a,  # first
  # second
  b
  # last
  ]  # all
low: {label: Low}  # one
""",
        """\
view:
  - a                                      # first
  # second
  - b
  # last
  # all
low: {label: Low}                          # one
""",
    ),
    "nothing that was in block style is put in brackets": (
        """\
view:
  - a
""",
        """\
view:
  - a
""",
    ),
    "a map in a list begins beside its dash": (
        """\
-
  a: 1

  b: 2
-
  - c
""",
        """\
- a: 1

  b: 2
- - c
""",
    ),
    "comments beside settings stand in column 44, or two spaces on": (
        """\
a: 1     # one
context_place: neighbourhood_or_public_place     # two
""",
        """\
a: 1                                       # one
context_place: neighbourhood_or_public_place  # two
""",
    ),
    "comments beside the rows of a table stand under one another": (
        """\
- {source: outside_home, level: significant, to: a}  # one
- {source: home}
- {source: both}  # two
""",
        """\
- {source: outside_home, level: significant, to: a}  # one
- {source: home}
- {source: both}                                     # two
""",
    ),
    "a comment that would pass 120 columns goes above": (
        "a:\n  - b: 1  # " + "word " * 22 + "\n",
        "a:\n  # " + ("word " * 22).rstrip() + "\n  - b: 1\n",
    ),
    "a comment between a name and its text goes above both": (
        """\
a: 1

b:  # one
  # two
  text  # three
c:  # four
  text
""",
        """\
a: 1

# one
# two
b: text                                    # three
c: text                                    # four
""",
    ),
    "comments go in as far as what they belong to": (
        """\
a:
    b:
        - c
        # of the list
    # of a
  # before d
d:
     # in d
e: 1
""",
        """\
a:
  b:
    - c
    # of the list
  # of a
# before d
d:
  # in d
e: 1
""",
    ),
    "a comment in the column of a name belongs to what follows its list": (
        """\
a:
- b
# of c
c:
- d
  # of the list
e: 1
""",
        """\
a:
  - b
# of c
c:
  - d
  # of the list
e: 1
""",
    ),
    "a comment behind a comma of its own": (
        """\
a: [b: c  # one
  ,  # two
  d]
""",
        """\
a:
  - b: c                                   # one
  # two
  - d
""",
    ),
    "a comment alone on its line stays so": (
        """\
a:
  #\tone
  text
b:
  #\ttwo
  [c,  # three
  d]
""",
        """\
#\tone
a: text
#\ttwo
b:
  - c                                      # three
  - d
""",
    ),
    "words in brackets": (
        """\
a: ["b, c", in the local park]
d: ["b, c", in the park]
e: {f: , g: h}
""",
        """\
a:
  - b, c
  - in the local park
d: ["b, c", in the park]
e:
  f:
  g: h
""",
    ),
    "spaces at the ends of a text": (
        'a: "b "\nc: " d"\ne: "' + "word " * 30 + '"\nf: "' + " word" * 30 + '"\n',
        'a: "b "\nc: " d"\ne: "' + "word " * 30 + '"\nf: "' + " word" * 30 + '"\n',
    ),
    "a name like the end of a file, further in": ("  --- a: 1\n", '"--- a": 1\n'),
    "runs of blank lines become one, and none stand at the ends": (
        "\n\n# top\n\n\na:\n\n  b: 1\n  \n\n\n  # c\n\n  d: 2\n\n\n",
        "# top\n\na:\n\n  b: 1\n\n  # c\n\n  d: 2\n",
    ),
    "quotes only where they are needed": (
        """\
title: "Plain title"
yes: 'Yes'
"no": 'No: never'
empty: ""
say: 'Don''t'
""",
        """\
title: Plain title
yes: Yes
no: "No: never"
empty: ""
say: Don't
""",
    ),
    "quotes are double, unless the text has such quotes or a backslash": (
        """\
a: '{x}'
b: '"No" is: no'
c: '[\\d]'
d: "#\\u00e9\\n"
""",
        """\
a: "{x}"
b: '"No" is: no'
c: '[\\d]'
d: "#é\\n"
""",
    ),
    "a text over several lines is one line where it fits": (
        """\
a: some
  words
b: 'more
  words'
""",
        """\
a: some words
b: more words
""",
    ),
    "a long text is folded": (
        "a:\n  say: " + "word " * 30 + "\n",
        "a:\n  say: >-\n    " + ("word " * 23).rstrip() + "\n    " + ("word " * 7).rstrip() + "\n",
    ),
    "a text too long for the line of its name only is folded": (
        "label: " + "x" * 115 + "\n",
        "label: >-\n  " + "x" * 115 + "\n",
    ),
    "paragraphs are folded": (
        """\
a: one
  two


  three
""",
        """\
a: >-
  one two


  three
""",
    ),
    "a long text that folding would change is left alone": (
        'a: "' + "  word" * 30 + '"\n',
        'a: "' + "  word" * 30 + '"\n',
    ),
    "a long word is left alone": ("a: " + "x" * 200 + "\n", "a: " + "x" * 200 + "\n"),
    "texts in block style keep their lines": (
        """\
a: |  # note
     one

       two


b: >2
    three
   four
c: |+
  five


d: six
""",
        """\
a: |                                       # note
  one

    two

b: >2
    three
   four
c: |+
  five


d: six
""",
    ),
    "a text in block style that ends with the file": ("a: |\n  one", "a: |-\n  one\n"),
    "lines of nothing but their ends": (
        "a: |+\n\n\n# one\nb: |\nc: |+\n\nd: 1\n",
        'a: |+\n\n\n# one\nb: ""\nc: |+\n\nd: 1\n',
    ),
    "what may begin with a sign in brackets only gets quotes": (
        "{a: ;and so it goes on}\n",
        'a: ";and so it goes on"\n',
    ),
    "line ends, marks and dashes of other tools go": ("\ufeff---\r\na: 1  \r\nb: 2", "a: 1\nb: 2\n"),
    "names announced by a question mark are names": (
        """\
? a
: b
? c
""",
        """\
a: b
c:
""",
    ),
    "a file in brackets": ("{a: 1,  # one\n}  # two\n# three\n", "a: 1" + " " * 39 + "# one\n# two\n# three\n"),
    "empty brackets": (
        """\
a: [  # one
  # two
 ]
b: { }
""",
        """\
# one
# two
a: []
b: {}
""",
    ),
    "a name that would end the file": (
        "{... a: 1}\n",
        '"... a": 1\n',
    ),
}
