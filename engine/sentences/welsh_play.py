"""What the workshop says of played cases, in Welsh. A draft, as `engine.sentences.welsh` is, written as that is."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import in_pairs

PLAY: Mapping[str, str] = in_pairs("""\
# What is done with a played case, and why not.
What fell due could not be done.
    Ni ellid gwneud yr hyn a ddaeth yn ddyledus.
Wait for at most {years} years at once.
    Arhoswch {years} mlynedd ar y mwyaf ar y tro.
That moment is over.
    Mae'r foment honno wedi mynd heibio.
As an example.
    Fel enghraifft.
A play has at most {most} turns. Keep it, and begin another.
    Mae gan chwarae {most} tro ar y mwyaf. Cadwch ef, a dechreuwch un arall.
"{person}" can do this now.
    Gall "{person}" wneud hyn bellach.
This is not offered here now.
    Nid yw hyn yn cael ei gynnig yma nawr.
The case could not be brought to where it should begin.
    Ni ellid dod â'r achos i'r man lle dylai ddechrau.
{step}: {where}
    {step}: {where}
No case is being played. Begin one.
    Nid oes achos yn cael ei chwarae. Dechreuwch un.
There is no version without errors yet, so nothing can be played.
    Nid oes fersiwn heb wallau eto, felly ni ellir chwarae dim.
It is among the scenarios now, as {path}. Keep it with the other files.
    Mae ymhlith y senarios nawr, fel {path}. Cadwch ef gyda'r ffeiliau eraill.
There is a file of that name already. Choose another name.
    Mae ffeil o'r enw hwnnw eisoes. Dewiswch enw arall.
Take back the turns that do not go any more first.
    Yn gyntaf, tynnwch yn ôl y troeon nad ydynt yn mynd bellach.
Played in a workshop.
    Chwaraewyd mewn gweithdy.
Write the day as 2026-03-27: year, month, day.
    Ysgrifennwch y diwrnod fel 2026-03-27: blwyddyn, mis, diwrnod.
Nothing falls due.
    Nid oes dim yn dod yn ddyledus.
Nobody here is called that.
    Nid oes neb o'r enw hwnnw yma.
An answer is too long, or has letters that cannot be shown. Type it again.
    Mae ateb yn rhy hir, neu mae ynddo lythrennau na ellir eu dangos. Teipiwch ef eto.
The play ends here: a step of this scenario is about another case.
    Daw'r chwarae i ben yma: mae cam o'r senario hwn am achos arall.
This cannot be played: there is no such workflow or scenario, or none opens a case.
    Ni ellir chwarae hyn: nid oes llif gwaith na senario o'r fath, neu nid oes un yn agor achos.
Turn {number} was answered anew.
    Atebwyd tro {number} o'r newydd.
"{person}" has a role that is no more.
    Mae gan "{person}" rôl nad yw'n bod bellach.
There is no workflow "{workflow}" any more.
    Nid oes llif gwaith "{workflow}" bellach.
Somebody else went on with this case. Look again, then decide.
    Aeth rhywun arall ymlaen â'r achos hwn. Edrychwch eto, yna penderfynwch.
This took too long, so the play was put away. Begin it again.
    Cymerodd hyn yn rhy hir, felly rhoddwyd y chwarae heibio. Dechreuwch ef eto.
This play cannot be written as a scenario.
    Ni ellir ysgrifennu'r chwarae hwn fel senario.
Name it in small letters, digits and underscores, a letter first, such as moved_in_spring.
    Enwch ef mewn llythrennau bach, digidau a thanlinellau, gan ddechrau â llythyren, megis symud_yn_y_gwanwyn.
Not met
    Heb ei fodloni
Met
    Wedi'i fodloni
{number}. {person}: {step}
    {number}. {person}: {step}
{number}. {person} could not: {step}
    {number}. Ni allai {person}: {step}
{number}. Until {moment}
    {number}. Hyd at: {moment}

# The page of a played case.
Scenarios and proofs
    Senarios a phrofion
Play
    Chwarae
It is {moment}.
    Mae hi'n {moment}.
Since the definition changed, turn {number} does not go any more. Put it right, or go on from here.
    Ers i'r diffiniad newid, nid yw tro {number} yn mynd bellach. Cywirwch ef, neu ewch ymlaen.
Days off on the way: {days}.
    Diwrnodau rhydd ar y ffordd: {days}.
You are
    Chi yw
does not see the case
    nid yw'n gweld yr achos
Let time pass
    Gadael i amser fynd heibio
Next working day
    Y diwrnod gwaith nesaf
Next that falls due
    Y peth nesaf sy'n ddyledus
Until
    Hyd at
Wait
    Aros
Where it should lead
    I ble y dylai arwain
Wherever the answers lead
    Lle bynnag y mae'r atebion yn arwain
Who takes the place {place}?
    Pwy sy'n cymryd y lle {place}?
The reason
    Y rheswm
Do it
    Ei wneud
What is left empty below is answered with examples.
    Atebir ag enghreifftiau yr hyn a adewir yn wag isod.
What {person} can do
    Yr hyn y gall {person} ei wneud
with the form "{form}"
    gyda'r ffurflen "{form}"
Do it with examples: {step}
    Ei wneud ag enghreifftiau: {step}
Do it with examples
    Ei wneud ag enghreifftiau
Not yet: {reason}
    Ddim eto: {reason}
Nothing is to be done here.
    Nid oes dim i'w wneud yma.
{person} does not see this case.
    Nid yw {person} yn gweld yr achos hwn.
What {person} cannot do, and why
    Yr hyn na all {person} ei wneud, a pham
Try it all the same: {step}
    Rhoi cynnig arno yr un fath: {step}
Try it all the same
    Rhoi cynnig arno yr un fath
No time limit is running that {person} sees.
    Nid oes terfyn amser yn rhedeg y mae {person} yn ei weld.
Who sees the case, and who may do what
    Pwy sy'n gweld yr achos, a phwy all wneud beth
Person
    Person
Sees it
    Yn ei weld
Can do
    Gall wneud
What {person} reads
    Yr hyn y mae {person} yn ei ddarllen
Nothing yet.
    Dim eto.
The play so far
    Y chwarae hyd yn hyn
does not go any more
    nid yw'n mynd bellach
Nothing was done yet.
    Ni wnaed dim eto.
Take back the last turn
    Tynnu'r tro olaf yn ôl
Begin another
    Dechrau un arall
Keep it as a scenario called
    Ei gadw fel senario o'r enw
Add to the scenarios
    Ychwanegu at y senarios
Play a fictional case
    Chwarae achos dychmygol
It is played in memory, on the real engine. No real case is seen, and nothing leaves this machine.
    Fe'i chwaraeir yn y cof, ar y peiriant go iawn. Ni welir achos go iawn, ac nid oes dim yn gadael y peiriant.
Workflow
    Llif gwaith
Begins on
    Yn dechrau ar
Begin
    Dechrau
Or a scenario of the folder, turn by turn
    Neu senario o'r ffolder, fesul tro
Play it
    Ei chwarae
This case cannot be played any more
    Ni ellir chwarae'r achos hwn bellach
Put the definition right, and the case is there again with all its turns. Or begin another.
    Cywirwch y diffiniad, a bydd yr achos yno eto gyda'i holl droeon. Neu dechreuwch un arall.

# All scenarios, and exploring.
Play all scenarios
    Chwarae pob senario
Look at everything that a case can come to of
    Edrych ar bopeth y gall achos ddod iddo yn
Explore
    Archwilio
Stop
    Stopio
The definition changed since then. Play all scenarios again.
    Newidiodd y diffiniad ers hynny. Chwaraewch bob senario eto.
Scenarios played
    Senarios a chwaraewyd
{done} of {of} played, {failed} do not hold.
    Chwaraewyd {done} o {of}, nid yw {failed} yn dal.
They come past {percent} % of what there is.
    Maent yn dod heibio i {percent} % o'r hyn sydd.
What exploring found
    Yr hyn a ganfu archwilio
Looking at "{workflow}": {count} so far.
    Yn edrych ar "{workflow}": {count} hyd yn hyn.
Everything that a case can come to was looked at: {count}.
    Edrychwyd ar bopeth y gall achos ddod iddo: {count}.
Looked at {count}, which is not everything.
    Edrychwyd ar {count}, nad yw'n bopeth.
Proved: {promise}
    Profwyd: {promise}
Neither proved nor broken: {promise}
    Heb ei brofi na'i dorri: {promise}
Show it on the map
    Ei ddangos ar y map
Play it as a case
    Ei chwarae fel achos
It was not played: {why}
    Ni chafodd ei chwarae: {why}
Nothing was found.
    Ni chanfuwyd dim.
Where this ends: {message}
    Lle mae hyn yn gorffen: {message}
Play all scenarios to see on the map what none of them comes past.
    Chwaraewch bob senario i weld ar y map yr hyn nad yw'r un yn dod heibio iddo.
What no scenario comes past
    Yr hyn nad yw unrhyw senario yn dod heibio iddo
and {count} more
    ac yn ychwanegol: {count}

# The decisions log.
Decisions
    Penderfyniadau
Decided
    Penderfynwyd
Not decided yet
    Heb ei benderfynu eto
Could not be written in this language
    Ni ellid ei ysgrifennu yn yr iaith hon
Considered
    Ystyriwyd
Who decided
    Pwy benderfynodd
Who saw it otherwise
    Pwy oedd yn gweld yn wahanol
Looked after by
    Yng ngofal
Waits until {day}.
    Yn aros hyd y diwrnod hwn: {day}.
That day has come.
    Mae'r diwrnod hwnnw wedi dod.
Add an entry
    Ychwanegu cofnod
What it is
    Beth ydyw
A decision, or something that waits
    Penderfyniad, neu rywbeth sy'n aros
What was decided, or could not be written
    Yr hyn a benderfynwyd, neu na ellid ei ysgrifennu
Which of the changes it is about
    Pa rai o'r newidiadau y mae'n ymwneud â nhw
Other places, one a line, such as front_door.states.screening
    Lleoedd eraill, un i bob llinell, megis front_door.states.screening
What was considered, one a line
    Yr hyn a ystyriwyd, un i bob llinell
Who decided, one a line
    Pwy benderfynodd, un i bob llinell
Who saw it otherwise, and why, one a line
    Pwy oedd yn gweld yn wahanol, a pham, un i bob llinell
Not decided yet: waits until
    Heb ei benderfynu eto: yn aros hyd
Add it
    Ei ychwanegu
It was added to {file}. Keep it with the other files.
    Fe'i hychwanegwyd at {file}. Cadwch ef gyda'r ffeiliau eraill.
The file {file} has mistakes. Put them right first; nothing was added.
    Mae gwallau yn y ffeil {file}. Cywirwch nhw yn gyntaf; nid ychwanegwyd dim.

# The document that a version is signed off with.
Sign off
    Cymeradwyo
Sign-off: {configuration}, version {version}
    Cymeradwyo: {configuration}, fersiwn {version}
The version
    Y fersiwn
Configuration
    Ffurfweddiad
Version
    Fersiwn
Content
    Cynnwys y diffiniadau
Made on
    Gwnaed ar
Builds on
    Yn adeiladu ar
The whole pack: casepath print FOLDER --governance.
    Y pecyn cyfan: casepath print FOLDER --governance.
The content is the SHA-256 of what the definitions say; comments, layout and this log do not change it.
    Y cynnwys yw SHA-256 yr hyn y mae'r diffiniadau'n ei ddweud; nid yw sylwadau, cynllun na'r cofnod hwn yn ei newid.
What differs from the template
    Yr hyn sy'n wahanol i'r templed
It builds on no template.
    Nid yw'n adeiladu ar dempled.
Exceptions, and who approved them
    Eithriadau, a phwy a'u cymeradwyodd
Who
    Pwy
There are none.
    Nid oes rhai.
Warnings that stay
    Rhybuddion sy'n aros
Tests
    Profion
The scenarios were not played on this content.
    Ni chwaraewyd y senarios ar y cynnwys hwn.
The scenarios were not played on this content. Play them first, under Scenarios and proofs.
    Ni chwaraewyd y senarios ar y cynnwys hwn. Chwaraewch nhw yn gyntaf, o dan Senarios a phrofion.
No decision is on record.
    Nid oes penderfyniad ar gofnod.
Information governance
    Llywodraethu gwybodaeth
Open cases
    Achosion agored
Open cases go on under the version that they were opened under, until somebody moves them.
    Mae achosion agored yn mynd ymlaen o dan y fersiwn yr agorwyd nhw oddi tani, nes i rywun eu symud.
casepath move-cases with --dry-run says which would move, and which would stay and why.
    Mae casepath move-cases gyda --dry-run yn dweud pa rai fyddai'n symud, a pha rai fyddai'n aros a pham.
What was renamed or dropped, and where such cases go on:
    Yr hyn a ailenwyd neu a ollyngwyd, a lle mae achosion o'r fath yn mynd ymlaen:
Signatures
    Llofnodion
Signature
    Llofnod
Whoever signs approves this content, and no other.
    Mae pwy bynnag sy'n llofnodi yn cymeradwyo'r cynnwys hwn, a dim arall.
This is not what is typed: that has errors.
    Nid dyma'r hyn a deipiwyd: mae gwallau yn hwnnw.
There is no version without errors yet, so nothing can be signed off.
    Nid oes fersiwn heb wallau eto, felly ni ellir cymeradwyo dim.
Who signs, one a line: name, role
    Pwy sy'n llofnodi, un i bob llinell: enw, rôl
Save as PDF
    Cadw fel PDF
Save as DOCX
    Cadw fel DOCX
Save as HTML
    Cadw fel HTML
""")
