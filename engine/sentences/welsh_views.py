"""The Welsh of what a workshop shows beside the text: forms, maps, uses, rules and comparisons."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import in_pairs

VIEWS: Mapping[str, str] = in_pairs("""\
# The tabs, and the headings under them.
On paper
    Ar bapur
Where used
    Lle y'i defnyddir
Rules
    Rheolau
How much is asked
    Faint a ofynnir
Differences
    Gwahaniaethau
Floors
    Lloriau
Other councils
    Cynghorau eraill
Drafts
    Drafftiau
The form
    Y ffurflen
The form on paper
    Y ffurflen ar bapur
The map
    Y map
The rules in sentences
    Y rheolau mewn brawddegau
How much each form asks
    Faint y mae pob ffurflen yn ei ofyn
Which form asks what
    Pa ffurflen sy'n gofyn beth
Where something is used
    Lle y defnyddir rhywbeth
Differences from the template
    Gwahaniaethau oddi wrth y templed
What councils may not loosen
    Yr hyn na chaiff cynghorau ei lacio
What other councils chose, and why
    Yr hyn a ddewisodd cynghorau eraill, a pham
Two drafts side by side
    Dau ddrafft ochr yn ochr

# What may be chosen.
Language
    Iaith
Seen by
    Gwelir gan
To take the action
    I gymryd y weithred
Page
    Tudalen
Workflow
    Llif gwaith
Rules of
    Rheolau
About
    Ynghylch
Everything
    Popeth
Print
    Argraffu
There is no "{name}" here. Did you mean "{near}"?
    Nid oes "{name}" yma. Ai "{near}" oeddech chi'n ei feddwl?
There is no "{name}" here. Choose one of those that there are.
    Nid oes "{name}" yma. Dewiswch un o'r rhai sydd yma.

# A form.
There is no form yet.
    Nid oes ffurflen eto.
Show what these answers change
    Dangos yr hyn y mae'r atebion hyn yn ei newid
Not asked as things stand
    Ni ofynnir fel y mae pethau
What would be told if it were sent now
    Yr hyn a ddywedid pe bai'n cael ei hanfon yn awr
Does not fill in this form, and may read this of it.
    Nid yw'n llenwi'r ffurflen hon, a chaiff ddarllen hyn ohoni.
Neither fills in nor reads this form.
    Nid yw'n llenwi nac yn darllen y ffurflen hon.

# A map.
There is no workflow yet.
    Nid oes llif gwaith eto.
A state leads to its line in the file, and a step to its rules in words.
    Mae cyflwr yn arwain at ei linell yn y ffeil, a cham at ei reolau mewn geiriau.
No picture of this can be drawn here. The table says all of it.
    Ni ellir tynnu llun o hyn yma. Mae'r tabl yn dweud y cyfan.
Written at
    Wedi'i ysgrifennu yn
{step}. {rules}
    {step}. {rules}

# Where something is used.
A question, an answer, a role or a state
    Cwestiwn, ateb, rôl neu gyflwr
Begin to type its name, and choose.
    Dechreuwch deipio ei enw, a dewiswch.
Nothing uses it.
    Nid oes dim yn ei ddefnyddio.
Its answers
    Ei atebion
{question}: {answer}
    {question}: {answer}
{title} (state)
    {title} (cyflwr)
{title} (role)
    {title} (rôl)
"{thing}": {does}
    "{thing}": {does}
What it decides
    Yr hyn y mae'n ei benderfynu
Where it is written
    Lle y mae wedi'i ysgrifennu
in the list "{title}"
    yn y rhestr "{title}"
offers it too
    yn ei gynnig hefyd
somebody must have the place from here on
    rhaid i rywun gael y lle o hyn ymlaen
named in it
    wedi'i enwi ynddo
leads here
    yn arwain yma
leads here by itself
    yn arwain yma ohono'i hun
leads here once every strand has ended
    yn arwain yma pan fydd pob llinyn wedi dod i ben
begins here
    yn dechrau yma
opens the case again here
    yn ailagor yr achos yma
moves the case here when the last day is over
    yn symud yr achos yma pan fydd y diwrnod olaf ar ben
comes here when cases are merged
    yn dod yma pan gyfunir achosion
the clock starts with it
    mae'r cloc yn dechrau gydag ef
the clock stops with it
    mae'r cloc yn stopio gydag ef
a promise names it
    mae addewid yn ei enwi
may do it
    yn cael ei wneud
may read it
    yn cael ei ddarllen
may fill it in or change it
    yn cael ei lenwi neu ei newid
may open cases
    yn cael agor achosion
audits
    yn archwilio
is told
    yn cael gwybod
is sent what is shared
    yn derbyn yr hyn a rennir
may do it for somebody else
    yn cael ei wneud dros rywun arall
is written to
    yn derbyn llythyr
may do all that it may
    yn cael gwneud popeth y caiff ef
may take the place
    yn cael cymryd y lle
gives the place
    yn rhoi'r lle
the place is given here
    rhoddir y lle yma
belongs to the team
    yn perthyn i'r tîm

# Comparisons.
This configuration extends no template, so there is nothing that it differs from.
    Nid yw'r ffurfweddiad hwn yn estyn templed, felly nid oes dim y mae'n wahanol iddo.
What is typed now
    Yr hyn a deipiwyd yn awr
What the files hold
    Yr hyn sydd yn y ffeiliau
This has mistakes, so it cannot be compared: {which}.
    Mae camgymeriadau yn hwn, felly ni ellir ei gymharu: {which}.
There is no other council here: no folder beside this one builds on the same template.
    Nid oes cyngor arall yma: nid oes ffolder wrth ochr hon yn adeiladu ar yr un templed.
A blank is the same as the template.
    Mae bwlch yr un fath â'r templed.
Not shown: {count}.
    Heb eu dangos: {count}.
Nothing is locked here.
    Nid oes dim wedi'i gloi yma.
Setting
    Gosodiad
What may be done
    Yr hyn a ganiateir
The template
    Y templed
Here
    Yma
How it stands
    Sut y mae'n sefyll
may not be changed
    ni chaniateir ei newid
may not be taken out
    ni chaniateir ei dynnu allan
may only get shorter
    dim ond mynd yn fyrrach
may only get longer
    dim ond mynd yn hirach
may only get more in it
    dim ond cael mwy ynddo
may only get less in it
    dim ond cael llai ynddo
as in the template
    fel yn y templed
changed, within what is allowed
    wedi newid, o fewn yr hyn a ganiateir
below the floor, by an exception that was approved
    o dan y llawr, drwy eithriad a gymeradwywyd
taken out
    wedi'i dynnu allan
is there
    mae yno
""")
