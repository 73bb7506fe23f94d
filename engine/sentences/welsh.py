"""Welsh, by English template. A draft by people who are not translators: a qualified translator must confirm it.

For whoever translates: the English line is never changed here; the Welsh line under it is yours. The
words in braces are filled in with what a council wrote, a number or a date. Every one of them has to be in the Welsh,
once or more, in whatever order is right. Nothing can be mutated after them or because of them, so labels stay in
quotation marks and sentences are built so that no word before a part mutates it. The address is formal (*chi*).
A test says which English is missing here, which is not used any more, and where a part was forgotten.

It is a text inside a module and not a PO file: the core reads no files while it runs, and needs no library that a
vendor would have to install. A sentence is two lines, English and then Welsh, without quotes or escapes, so that a
translator can read it and a review shows a change as one line. Lines that begin with # say what a part is about.
Months, weekdays and plural forms are those of Unicode's CLDR, which a test asks.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import Catalogue, Nouns, Plural, in_pairs

SENTENCES: Mapping[str, str] = in_pairs("""\
# What stands between the parts of a sentence, and days.
{words} and {count} more
    {words} (+ {count} arall)
{words} or {last}
    {words} neu {last}
{one} and {other}
    {one} a hefyd {other}
{day} {month} {year}
    {day} {month} {year}
{weekday} {day} {month} {year}
    {weekday} {day} {month} {year}
{time} on {day}
    {time}, {day}
nobody
    neb

# Answers that their question cannot take.
"{field}": {problem}
    "{field}": {problem}
{problem}
    {problem}
Write text here.
    Ysgrifennwch destun yma.
Write this on one line.
    Ysgrifennwch hwn ar un llinell.
Write it like this: {example}
    Ysgrifennwch ef fel hyn: {example}
This text holds characters that cannot be stored. Type it again.
    Mae'r testun hwn yn cynnwys nodau na ellir eu storio. Teipiwch ef eto.
Use at most {most}.
    Defnyddiwch {most} ar y mwyaf.
Use at most {most}; there are {count}.
    Defnyddiwch {most} ar y mwyaf; mae {count} yma.
Use at least {least}; there are {count}.
    Defnyddiwch o leiaf {least}; mae {count} yma.
The smallest number here is {number}.
    Y rhif lleiaf yma yw {number}.
The largest number here is {number}.
    Y rhif mwyaf yma yw {number}.
Write a whole number, in digits.
    Ysgrifennwch rif cyfan, mewn digidau.
Write a number, with a dot before its decimal places.
    Ysgrifennwch rif, gyda dot o flaen ei leoedd degol.
Write a date that exists, like 2026-03-27.
    Ysgrifennwch ddyddiad sy'n bod, fel 2026-03-27.
Write a time of day, like 09:30.
    Ysgrifennwch amser o'r dydd, fel 09:30.
Write a date and time, like 2026-03-27T10:00.
    Ysgrifennwch ddyddiad ac amser, fel 2026-03-27T10:00.
Choose one of the answers listed.
    Dewiswch un o'r atebion a restrir.
Choose from the answers listed.
    Dewiswch o'r atebion a restrir.
Choose only answers that are listed.
    Dewiswch atebion a restrir yn unig.
Choose each answer once.
    Dewiswch bob ateb unwaith yn unig.
This answer cannot stand beside others. Choose it alone, or choose the others.
    Ni all yr ateb hwn sefyll ochr yn ochr ag atebion eraill. Dewiswch ef ar ei ben ei hun, neu dewiswch y lleill.
Choose one of the reasons listed for having no answer.
    Dewiswch un o'r rhesymau a restrir dros beidio â rhoi ateb.
Pick someone or something from the list.
    Dewiswch rywun neu rywbeth o'r rhestr.
Pick from the list.
    Dewiswch o'r rhestr.
Describe the place in words, or by address, postcode, route or map point.
    Disgrifiwch y lle mewn geiriau, neu drwy gyfeiriad, cod post, llwybr neu bwynt ar fap.
This map point is not on the map.
    Nid yw'r pwynt hwn ar y map.
A map point needs both latitude and longitude.
    Mae angen lledred a hydred ar gyfer pwynt ar fap.
Write the address in lines, with its postcode.
    Ysgrifennwch y cyfeiriad fesul llinell, gyda'i god post.
Write as much of the date as you know: 2024, 2024-05 or 2024-05-27.
    Ysgrifennwch gymaint o'r dyddiad ag y gwyddoch: 2024, 2024-05 neu 2024-05-27.
Write a number and a unit: 3 weeks, 18 months.
    Ysgrifennwch rif ac uned, a'r uned yn Saesneg: 3 weeks, 18 months.
Answer line by line.
    Atebwch fesul llinell.
Choose one of the answers listed for each line.
    Dewiswch un o'r atebion a restrir ar gyfer pob llinell.
Write each part on one line.
    Ysgrifennwch bob rhan ar un llinell.

# What is wrong in a form.
Not answered yet: "{field}" in "{form}".
    Heb ei ateb eto: "{field}" yn "{form}".
"{form}" has no such question.
    Nid oes cwestiwn o'r fath yn "{form}".
"{field}" is a note. It takes no answer.
    Nodyn yw "{field}". Nid oes angen ateb.
"{field}" is shown here and cannot be changed.
    Dangosir "{field}" yma ac ni ellir ei newid.
"{field}" is not asked here. Take its answer out.
    Ni ofynnir "{field}" yma. Dilëwch yr ateb.
"{field}" is worked out and cannot be typed.
    Cyfrifir "{field}" yn awtomatig ac ni ellir ei deipio.
"{field}" is asked at another step.
    Gofynnir "{field}" mewn cam arall.
"{field}" was answered at an earlier step. It is shown, not asked.
    Atebwyd "{field}" mewn cam cynharach. Fe'i dangosir, ond ni chaiff ei ofyn.
"{field}" is for other people to answer.
    Pobl eraill sydd i ateb "{field}".
"{field}" cannot be changed now.
    Ni ellir newid "{field}" nawr.
"{field}": this answer is not offered any more. Choose again.
    "{field}": ni chynigir yr ateb hwn mwyach. Dewiswch eto.
"{field}": give at least {count}.
    "{field}": rhowch o leiaf {count}.
"{field}" was copied from elsewhere. Confirm it or change it.
    Copïwyd "{field}" o rywle arall. Cadarnhewch yr ateb neu ei newid.
"{field}": give at most {rows}.
    "{field}": rhowch {rows} ar y mwyaf.
"{field}": give each row as answers by field.
    "{field}": rhowch bob rhes fel atebion fesul maes.
"{field}": another row has the same answer.
    "{field}": mae gan res arall yr un ateb.
"{field}": a row with answers that are for other people to change cannot be taken out.
    "{field}": ni ellir dileu rhes sydd ag atebion y mae pobl eraill i'w newid.
There is no such question in this row.
    Nid oes cwestiwn o'r fath yn y rhes hon.
"{field}" is not asked in this row. Take its answer out.
    Ni ofynnir "{field}" yn y rhes hon. Dilëwch yr ateb.
"{field}": this answer is not offered here. Choose again.
    "{field}": ni chynigir yr ateb hwn yma. Dewiswch eto.
Yes
    Ie
No
    Na
Not known
    Ddim yn hysbys
Declined to say
    Wedi gwrthod dweud
Not asked
    Heb ei ofyn

# Why a question is asked or not.
Shown
    Wedi'i ddangos
Not shown
    Heb ei ddangos
It is always shown.
    Fe'i dangosir bob amser.
Worked out
    Wedi'i gyfrifo
Shown here only
    Dangosir yma yn unig
It comes from elsewhere and is not stored again.
    Daw o rywle arall ac ni chaiff ei storio eto.
Not asked now
    Ni chaiff ei ofyn nawr
It cannot be changed now.
    Ni ellir ei newid nawr.
It is asked at another step.
    Fe'i gofynnir mewn cam arall.
It was answered at an earlier step, or is for other people to answer.
    Fe'i hatebwyd mewn cam cynharach, neu bobl eraill sydd i'w ateb.
Must be answered
    Rhaid ei ateb
May be left open
    Gellir ei adael heb ei ateb
It must always be answered.
    Rhaid ei ateb bob amser.
Some steps need it and others do not.
    Mae rhai camau'n gofyn amdano ac eraill ddim.
Nothing needs it.
    Nid oes dim yn gofyn amdano.
That depends on {questions}.
    Mae hynny'n dibynnu ar: {questions}.
other people's questions
    cwestiynau pobl eraill
the day
    y diwrnod

# Why something cannot be done.
"{action}" is for: {roles}.
    Mae "{action}" ar gyfer: {roles}.
"{action}" is not for the person who did "{earlier}".
    Nid yw "{action}" ar gyfer y person a wnaeth "{earlier}".
There is no such action in this workflow.
    Nid oes cam o'r fath yn y llif gwaith hwn.
"{action}" cannot be done in "{state}".
    Ni ellir gwneud "{action}" yn "{state}".
"{action}" needs a reason.
    Mae angen rheswm ar gyfer "{action}".
{warning} To go on, give a reason.
    {warning} I fynd ymlaen, rhowch reswm.
Not known yet: "{fact}" of "{subject}".
    Ddim yn hysbys eto: "{fact}" ar gyfer "{subject}".
Not known yet: {name}.
    Ddim yn hysbys eto: {name}.
"{action}" asks no questions.
    Nid yw "{action}" yn gofyn unrhyw gwestiwn.
"{field}" cannot be in the future.
    Ni all "{field}" fod yn y dyfodol.
"{action}" does not give this place on the case.
    Nid yw "{action}" yn rhoi'r lle hwn ar yr achos.
Say who takes the place "{role}".
    Nodwch pwy sy'n cymryd y lle "{role}".
No rule of "{action}" fits these answers.
    Nid oes yr un o reolau "{action}" yn cyd-fynd â'r atebion hyn.
There is no such place on a case.
    Nid oes lle o'r fath ar achos.
"{role}" is given by: {roles}.
    Rhoddir "{role}" gan: {roles}.
"{role}" is free already.
    Mae "{role}" eisoes yn wag.
"{role}" is held by this person already.
    Mae'r person hwn eisoes yn dal "{role}".
There is no such workflow.
    Nid oes llif gwaith o'r fath.
Opening "{workflow}" is for: {roles}.
    Mae agor "{workflow}" ar gyfer: {roles}.
"{workflow}" is about: {subject}.
    Mae "{workflow}" yn ymwneud â: {subject}.
Name the subject by a reference of letters, digits and dashes.
    Rhowch gyfeirnod o lythrennau, digidau a chysylltnodau ar gyfer y gwrthrych.
There is no such fact in this record.
    Nid oes ffaith o'r fath yn y cofnod hwn.
"{fact}" is for other people to change.
    Pobl eraill sydd i newid "{fact}".
"{form}" is not asked in "{state}".
    Ni ofynnir "{form}" yn "{state}".
This form
    Y ffurflen hon
Send answers by question, at most a thousand of them.
    Anfonwch yr atebion fesul cwestiwn, mil ohonynt ar y mwyaf.
One of the answers holds characters that cannot be stored. Nothing was kept.
    Mae un o'r atebion yn cynnwys nodau na ellir eu storio. Ni chadwyd dim.
One of the answers is neither text, a whole number, a list nor answers by name. Nothing was kept.
    Nid yw un o'r atebion yn destun, yn rhif cyfan, yn rhestr nac yn atebion wrth eu henwau. Ni chadwyd dim.
One of the answers is a number too large to keep. Nothing was kept.
    Mae un o'r atebion yn rhif rhy fawr i'w gadw. Ni chadwyd dim.
One of the answers is too long, or nested too deep. Nothing was kept.
    Mae un o'r atebion yn rhy hir, neu wedi'i nythu'n rhy ddwfn. Ni chadwyd dim.
We cannot find that record.
    Ni allwn ddod o hyd i'r cofnod hwnnw.
{person} was first: {what} at {time} on {day}. Look at the case again before you go on.
    {person} oedd yn gyntaf: {what} am {time}, {day}. Edrychwch ar yr achos eto cyn mynd ymlaen.
"{action}" was done
    gwnaed "{action}"
"{role}" was given
    rhoddwyd "{role}"
the case was changed
    newidiwyd yr achos
saved this draft
    cadwodd y drafft hwn

# The history of a case.
Opened {case}: {workflow}
    Agorwyd {case}: {workflow}
{action}, done on {day}
    {action} (gwnaed: {day})
{done}. Reason: {reason}
    {done}. Rheswm: {reason}
"{form}" submitted
    Cyflwynwyd "{form}"
"{form}" submitted (revision {revision})
    Cyflwynwyd "{form}" (diwygiad {revision})
{done}. Hidden, so not kept: {fields}
    {done}. Wedi'i guddio, felly heb ei gadw: {fields}
"{form}" given back to {person}
    Dychwelwyd "{form}" i {person}
{role}: {person}
    {role}: {person}
{role}: no longer {person}
    {role}: nid {person} mwyach
Now: {state}
    Nawr: {state}
{deadline}: due by {day}
    {deadline}: i'w gwblhau erbyn {day}
{deadline}: done in time
    {deadline}: gwnaed mewn pryd
{deadline}: not done in time
    {deadline}: heb ei wneud mewn pryd
{deadline}: recorded late, done in time
    {deadline}: cofnodwyd yn hwyr, gwnaed mewn pryd
Proposed for the record: {facts}
    Cynigiwyd ar gyfer y cofnod: {facts}
Written to the record: {facts}
    Ysgrifennwyd yn y cofnod: {facts}
Not written to the record: {facts}
    Heb ei ysgrifennu yn y cofnod: {facts}
""")

NOUNS: Nouns = {
    "characters": {"other": "{count} nod"},
    "words": {"two": "{count} air", "other": "{count} gair"},
    "rows": {"two": "{count} res", "other": "{count} rhes"},
    "working days": {"two": "{count} ddiwrnod gwaith", "other": "{count} diwrnod gwaith"},
    "calendar days": {"two": "{count} ddiwrnod calendr", "other": "{count} diwrnod calendr"},
    "weeks": {"other": "{count} wythnos"},
    "months": {"two": "{count} fis", "other": "{count} mis"},
    "years": {
        "one": "{count} flwyddyn",
        "two": "{count} flynedd",
        "few": "{count} blynedd",
        "many": "{count} blynedd",
        "other": "{count} mlynedd",
    },
    "hours": {"other": "{count} awr"},
}
WEEKDAYS = ("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul")
MONTHS = (
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
)


def plural(count: int) -> Plural:
    """Return CLDR's form for Welsh: a number changes the first letter of what follows it, each in its own way."""
    forms: Mapping[int, Plural] = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}
    return forms.get(count, "other")


def in_welsh(english: str) -> str:
    """Return the Welsh of a template; one that nobody has translated yet is said in English."""
    return SENTENCES.get(english, english)


WELSH = Catalogue(in_welsh, NOUNS, plural, WEEKDAYS, MONTHS)
