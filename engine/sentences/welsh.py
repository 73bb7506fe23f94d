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
from engine.sentences.welsh_forms import FORMS
from engine.sentences.welsh_pages import PAGES
from engine.sentences.welsh_play import PLAY
from engine.sentences.welsh_views import VIEWS
from engine.sentences.welsh_workshop import WORKSHOP

_SENTENCES: Mapping[str, str] = in_pairs("""\
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
This cannot be checked just now, so it was not taken. Tell whoever looks after the system.
    Ni ellir gwirio hwn ar hyn o bryd, felly ni chafodd ei dderbyn. Dywedwch wrth bwy bynnag sy'n gofalu am y system.
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
Not answered
    Heb ei ateb
Not answered, and must be
    Heb ei ateb, ac mae'n rhaid ei ateb
Not answered yet: "{field}" in "{form}".
    Heb ei ateb eto: "{field}" yn "{form}".

# Letters. What stands in one where there is no answer, and why one cannot be drawn.
Not answered yet
    Heb ei ateb eto
No longer kept
    Heb ei gadw mwyach
{count} minutes
    {count} munud
about {date}
    tua {date}
"{letter}" drawn up for: {roles}
    Lluniwyd "{letter}" ar gyfer: {roles}
This letter would be too long. Use fewer rows or less text.
    Byddai'r llythyr hwn yn rhy hir. Defnyddiwch lai o resi neu lai o destun.
This letter took too long to draw, and was stopped. Have its text made simpler.
    Cymerodd y llythyr hwn ormod o amser i'w lunio, a chafodd ei atal. Gofynnwch am destun symlach.
Letters need more than is installed here. Run: pip install 'casepath[docs]'
    Mae angen mwy ar lythyrau nag sydd wedi'i osod yma. Rhedwch: pip install 'casepath[docs]'
A PDF needs Pango, which is not installed here. docs/howto/letters.md says how.
    Mae angen Pango ar PDF, ac nid yw wedi'i osod yma. Mae docs/howto/letters.md yn dweud sut.
This letter cannot be drawn from its text. Run `casepath check` on the definitions.
    Ni ellir llunio'r llythyr hwn o'i destun. Rhedwch `casepath check` ar y diffiniadau.

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
"{field}": give the rows as a list.
    "{field}": rhowch y rhesi fel rhestr.
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
{other}: please say
    {other}: nodwch beth

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
The case would go on by itself for ever in "{state}". Tell whoever looks after these definitions.
    Byddai'r achos yn mynd yn ei flaen ei hun am byth yn "{state}". Dywedwch wrth bwy bynnag sy'n gofalu am hyn.
{say} These definitions should not have let it come to this. Tell whoever looks after them.
    {say} Ni ddylai'r diffiniadau fod wedi caniatáu hyn. Dywedwch wrth bwy bynnag sy'n gofalu amdanynt.
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
There is no such form.
    Nid oes ffurflen o'r fath.
Correcting "{form}" is for: {roles}.
    Mae cywiro "{form}" ar gyfer: {roles}.
Correcting "{form}" needs a reason.
    Mae angen rheswm dros gywiro "{form}".
"{form}" cannot be corrected once it is submitted.
    Ni ellir cywiro "{form}" ar ôl ei chyflwyno.
"{form}" is not submitted on this case, so there is nothing to correct.
    Ni chyflwynwyd "{form}" ar yr achos hwn, felly nid oes dim i'w gywiro.
"{form}" was given back. Change it there, and submit it again.
    Rhoddwyd "{form}" yn ôl. Newidiwch hi yno, a'i chyflwyno eto.
Nothing in "{form}" was changed.
    Ni newidiwyd dim yn "{form}".
Withdrawing "{form}" is for: {roles}.
    Mae tynnu "{form}" yn ôl ar gyfer: {roles}.
Withdrawing "{form}" needs a reason.
    Mae angen rheswm dros dynnu "{form}" yn ôl.
"{form}" cannot be withdrawn once it is submitted.
    Ni ellir tynnu "{form}" yn ôl ar ôl ei chyflwyno.
"{form}" is not submitted on this case, so there is nothing to withdraw.
    Ni chyflwynwyd "{form}" ar yr achos hwn, felly nid oes dim i'w dynnu'n ôl.
"{action}" takes up "{form}", which was withdrawn. Fill it in again first.
    Mae "{action}" yn parhau â "{form}", a dynnwyd yn ôl. Llenwch hi eto yn gyntaf.
There is no such workflow.
    Nid oes llif gwaith o'r fath.
Opening "{workflow}" is for: {roles}.
    Mae agor "{workflow}" ar gyfer: {roles}.
"{workflow}" is about: {subject}.
    Mae "{workflow}" yn ymwneud â: {subject}.
Two records were of one: "{was}" and "{now}". This case is about "{now}" from here
    Roedd dau gofnod am yr un: "{was}" a "{now}". O hyn ymlaen mae'r achos hwn am "{now}"
A record that was merged with this one
    Cofnod a unwyd â'r un hwn
"{role}" can be taken by: {roles}.
    Gall y rhain gymryd "{role}": {roles}.
"{task}" can be given to: {roles}.
    Gellir rhoi "{task}" i: {roles}.
Who holds which role cannot be asked just now, so nothing was done. Try again later.
    Ni ellir gofyn pwy sydd â pha rôl ar hyn o bryd, felly ni wnaed dim. Rhowch gynnig arall arni'n nes ymlaen.
This person is not known here.
    Nid yw'r person hwn yn hysbys yma.
You do not stand in for this person now.
    Nid ydych yn dirprwyo dros y person hwn nawr.
This is no place in the list. Start again from its beginning.
    Nid lle yn y rhestr yw hwn. Dechreuwch eto o'i dechrau.
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
One of the answers is not given by the name of a question. Nothing was kept.
    Ni roddir un o'r atebion wrth enw cwestiwn. Ni chadwyd dim.
Give each reason in words, at most {most}.
    Rhowch bob rheswm mewn geiriau, {most} ar y mwyaf.
Name people and teams by ids of at most {longest}.
    Enwch bobl a thimau â dynodyddion, {longest} ar y mwyaf.
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
"{form}" was corrected
    cywirwyd "{form}"
"{form}" was withdrawn
    tynnwyd "{form}" yn ôl
the case was changed
    newidiwyd yr achos
saved this draft
    cadwodd y drafft hwn
{person} saved this draft at {time} on {day}, after you opened it.
    Cadwodd {person} y drafft hwn am {time}, {day}, ar ôl i chi ei agor.
The database cannot be reached. Nothing was kept. Try again in a moment.
    Nid oes modd cyrraedd y gronfa ddata. Ni chadwyd dim. Rhowch gynnig arall arni ymhen ychydig.
The database is busy with others. Nothing was kept. Try again in a moment.
    Mae'r gronfa ddata yn brysur gydag eraill. Ni chadwyd dim. Rhowch gynnig arall arni ymhen ychydig.
The database has no room left. Nothing was kept. Tell whoever looks after it.
    Nid oes lle ar ôl yn y gronfa ddata. Ni chadwyd dim. Dywedwch wrth bwy bynnag sy'n gofalu amdani.
The database went away while this was being kept: it was kept whole, or not at all. Look at the case before you go on.
    Aeth y gronfa ddata i ffwrdd wrth i hyn gael ei gadw: fe'i cadwyd yn gyfan, neu ddim o gwbl. Edrychwch ar yr achos.
You both changed {questions}. Choose which to keep, and save again.
    Newidiodd y ddau ohonoch {questions}. Dewiswch pa un i'w gadw, a chadwch eto.

# What is kept no longer.
Name a case or a subject, not both.
    Enwch achos neu destun, nid y ddau.
Say why, in at most 500 characters.
    Dywedwch pam, mewn 500 nod ar y mwyaf.
Nothing was kept long enough to be erased.
    Ni chadwyd dim yn ddigon hir i'w ddileu.
Whoever proposed this cannot approve it. Ask somebody else to.
    Ni all y sawl a gynigiodd hyn ei gymeradwyo. Gofynnwch i rywun arall.
This was approved already.
    Cymeradwywyd hyn eisoes.
Nobody has approved this yet.
    Nid oes neb wedi cymeradwyo hyn eto.

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
"{form}" sent again as it was
    Anfonwyd "{form}" eto fel yr oedd
"{form}" corrected (revision {revision}): {fields}
    Cywirwyd "{form}" (diwygiad {revision}): {fields}
"{form}" withdrawn
    Tynnwyd "{form}" yn ôl
"{form}": the draft was kept long enough, and is erased
    "{form}": cadwyd y drafft yn ddigon hir, ac mae wedi'i ddileu
"{form}": what was answered was kept long enough, and is erased
    "{form}": cadwyd yr atebion yn ddigon hir, ac maent wedi'u dileu
"{form}": what was answered was kept long enough; only what tells of nobody is left
    "{form}": cadwyd yr atebion yn ddigon hir; dim ond yr hyn nad yw'n sôn am neb sydd ar ôl
Goes on under version {version}
    Yn mynd ymlaen o dan fersiwn {version}
Goes on under version {version}, as it was before it was moved
    Yn mynd ymlaen o dan fersiwn {version}, fel yr oedd cyn ei symud
It is under this release already.
    Mae o dan y fersiwn hon yn barod.
It has ended, and stays as it was asked.
    Mae wedi dod i ben, ac yn aros fel y'i gofynnwyd.
Version {version} has no process "{workflow}".
    Nid oes gan fersiwn {version} broses "{workflow}".
Something else happened to it since, or it was not moved.
    Digwyddodd rhywbeth arall iddo ers hynny, neu ni chafodd ei symud.
It is in "{state}", for which version {version} has no place.
    Mae yn "{state}", ac nid oes gan fersiwn {version} le ar ei gyfer.
It is in "{state}", which is an ending in version {version}.
    Mae yn "{state}", sy'n ddiwedd yn fersiwn {version}.
It is in "{state}"; version {version} divides this otherwise, so it is not clear where it goes on.
    Mae yn "{state}"; mae fersiwn {version} yn rhannu hyn yn wahanol, felly nid yw'n glir ble mae'n mynd ymlaen.
"{task}" is open, and version {version} has no place for it.
    Mae "{task}" ar agor, ac nid oes gan fersiwn {version} le ar ei chyfer.
It has two tasks that version {version} calls "{task}".
    Mae ganddo ddwy dasg y mae fersiwn {version} yn eu galw'n "{task}".
It has two time limits that version {version} calls "{deadline}".
    Mae ganddo ddau derfyn amser y mae fersiwn {version} yn eu galw'n "{deadline}".
"{task}" has a draft of another form than version {version} asks.
    Mae gan "{task}" ddrafft o ffurflen wahanol i'r un y mae fersiwn {version} yn ei gofyn.
"{role}" is no place on a case any more, so nobody holds it.
    Nid yw "{role}" yn lle ar achos mwyach, felly nid oes neb yn ei ddal.
"{deadline}" is counted anew, and is due by {day}.
    Cyfrifir "{deadline}" o'r newydd, i'w wneud erbyn {day}.
"{deadline}" is running, and version {version} has no such limit.
    Mae "{deadline}" yn rhedeg, ac nid oes gan fersiwn {version} derfyn o'r fath.
It is linked by "{link}", which version {version} does not have.
    Mae wedi'i gysylltu gan "{link}", nad yw yn fersiwn {version}.
There is a draft of "{form}", which version {version} does not have.
    Mae drafft o "{form}", nad yw yn fersiwn {version}.
The draft of "{form}" has answers to questions that are gone: {count}. They are kept with it.
    Mae gan y drafft o "{form}" atebion i gwestiynau sydd wedi mynd: {count}. Fe'u cedwir gydag ef.
"{form}" as submitted on {day} counts again
    Mae "{form}" (cyflwynwyd: {day}) yn cyfrif eto
{done}. It wrote to the record, where this stays until someone changes it: {facts}
    {done}. Ysgrifennodd yn y cofnod, lle mae hyn yn aros nes i rywun ei newid: {facts}
{action}: done on {day}
    {action} (gwnaed: {day})
{deadline}: not running, as the date it counts from was taken out
    {deadline}: ddim yn rhedeg, gan fod y dyddiad y mae'n cyfrif ohono wedi'i ddileu
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
{deadline}: reminded
    {deadline}: anfonwyd nodyn atgoffa
{deadline}: the last day is over
    {deadline}: mae'r diwrnod olaf ar ben
{deadline}: paused, until {day} at most
    {deadline}: wedi'i oedi, a'r diwrnod olaf posibl yw {day}
{deadline}: goes on, due by {day}
    {deadline}: yn mynd ymlaen, i'w gwblhau erbyn {day}
{deadline}: done in time
    {deadline}: gwnaed mewn pryd
{deadline}: not done in time
    {deadline}: heb ei wneud mewn pryd
{deadline}: recorded late, done in time
    {deadline}: cofnodwyd yn hwyr, gwnaed mewn pryd
Proposed for the record: {facts}
    Cynigiwyd ar gyfer y cofnod: {facts}
No longer proposed for the record: {facts}
    Ni chynigir mwyach ar gyfer y cofnod: {facts}
Written to the record: {facts}
    Ysgrifennwyd yn y cofnod: {facts}
Not written to the record: {facts}
    Heb ei ysgrifennu yn y cofnod: {facts}

# Files and declarations.
This file is empty.
    Mae'r ffeil hon yn wag.
The largest file here is {size} MB.
    Y ffeil fwyaf yma yw {size} MB.
Send a file of one of these types: {kinds}.
    Anfonwch ffeil o un o'r mathau hyn: {kinds}.
No more than {most} files can be sent with one link.
    Nifer mwyaf y ffeiliau y gellir eu hanfon gydag un ddolen: {most}.
Send at most {files}.
    Anfonwch {files} ar y mwyaf.
The same file is named twice. Take one of them out.
    Enwir yr un ffeil ddwywaith. Dilëwch un ohonynt.
This file is not here any more. Send it again.
    Nid yw'r ffeil hon yma mwyach. Anfonwch hi eto.
This file was refused when it was checked for viruses. Take it out.
    Gwrthodwyd y ffeil hon pan wiriwyd hi am firysau. Dilëwch hi.
This file was refused when it was checked for viruses. Send another.
    Gwrthodwyd y ffeil hon pan wiriwyd hi am firysau. Anfonwch un arall.
This file has not been checked for viruses yet. Try again later.
    Nid yw'r ffeil hon wedi'i gwirio am firysau eto. Rhowch gynnig arall arni yn nes ymlaen.
"{form}" asks for no file there.
    Nid yw "{form}" yn gofyn am ffeil yno.
"{field}" is for other people to answer, or is asked at another step.
    Pobl eraill sydd i ateb "{field}", neu fe'i gofynnir mewn cam arall.
Tick this to declare it yourself.
    Ticiwch hwn i'w ddatgan eich hun.

# Conditions in words. A part here is a label in quotation marks, a number, a date, or a condition of its own.
{one} or {other}
    {one} neu {other}
{first} is {second}
    {first} yw {second}
{first} is not {second}
    nid {second} yw {first}
{first} is below {second}
    mae {first} o dan {second}
{first} is at most {second}
    mae {first} yn {second} neu lai
{first} is above {second}
    mae {first} dros {second}
{first} is at least {second}
    mae {first} yn {second} neu fwy
{first} is before {second}
    mae {first} cyn {second}
{first} is not after {second}
    nid yw {first} ar ôl {second}
{first} is after {second}
    mae {first} ar ôl {second}
{first} is not before {second}
    nid yw {first} cyn {second}
{first} is neither {words} nor {last}
    nid yw {first} yn un o'r rhain: {words}, {last}
{first} is answered
    mae {first} wedi'i ateb
{first} is not answered
    nid yw {first} wedi'i ateb
{second} includes {first}
    mae {second} yn cynnwys {first}
{second} does not include {first}
    nid yw {second} yn cynnwys {first}
"{title}" has been done
    mae "{title}" wedi'i wneud
the times that "{title}" was done
    y nifer o weithiau y gwnaed "{title}"
the case has been in "{title}"
    mae'r achos wedi bod yn "{title}"
the case is in "{title}"
    mae'r achos yn "{title}"
{first} has {second} in it
    mae {first} yn cynnwys y geiriau {second}
{first} starts with {second}
    mae {first} yn dechrau fel hyn: {second}
it is not so that {condition}
    nid yw hyn yn wir: {condition}
always so
    yn wir bob amser
never so
    byth yn wir
for at least one of {first}: {second}
    ar gyfer o leiaf un o {first}: {second}
for every one of {first}: {second}
    ar gyfer pob un o {first}: {second}
the number of {first} with {second}
    nifer {first} lle mae hyn yn wir: {second}
the sum over {first} of {second}
    y cyfanswm o {second} dros {first}
the smallest over {first} of {second}
    y lleiaf o {second} dros {first}
the largest over {first} of {second}
    y mwyaf o {second} dros {first}
the number of answers to {first}
    nifer yr atebion i {first}
the number of rows in {first}
    nifer y rhesi yn {first}
the full years from {first} to {second}
    nifer y blynyddoedd llawn o {first} hyd at {second}
the full months from {first} to {second}
    nifer y misoedd llawn o {first} hyd at {second}
the days from {first} to {second}
    nifer y diwrnodau o {first} hyd at {second}
the working days from {first} to {second}
    nifer y diwrnodau gwaith o {first} hyd at {second}
the day {second} calendar days after {first}
    y diwrnod sydd {second} o ddiwrnodau calendr ar ôl {first}
the day {second} working days after {first}
    y diwrnod sydd {second} o ddiwrnodau gwaith ar ôl {first}
the age on {second} of someone born on {first}
    oedran, ar {second}, rhywun a anwyd ar {first}
the number of letters in {first}
    nifer y llythrennau yn {first}
{first} in small letters
    {first} mewn llythrennau bach
minus {first}
    −{first}
{first} times {second}
    {first} × {second}
{first} divided by {second}
    {first} ÷ {second}
{first}, or {second} where it is not answered,
    {first}, neu {second} lle nad yw wedi'i ateb,
the points of {first}
    y pwyntiau ar gyfer {first}
today
    heddiw
now
    nawr
{day}, {time}
    {day}, {time}

# What an answer may be, and where it comes from.
Text on one line
    Testun ar un llinell
Text, on as many lines as it needs
    Testun, ar gynifer o linellau ag sydd eu hangen
at least {least}
    {least} o leiaf
at most {most}
    {most} ar y mwyaf
{kind}. It is written like this: "{example}"
    {kind}. Fe'i hysgrifennir fel hyn: "{example}"
A whole number
    Rhif cyfan
A number, with a dot before its decimal places
    Rhif, gyda dot o flaen ei leoedd degol
{kind}, in {unit}
    {kind}, mewn {unit}
{kind}, {low} or more
    {kind}, {low} neu fwy
{kind}, {high} or less
    {kind}, {high} neu lai
{kind}, from {low} to {high}
    {kind}, o {low} i {high}
A place on a scale from {low} to {high}
    Lle ar raddfa o {low} i {high}
A date
    Dyddiad
A time of day, such as 09:30
    Amser o'r dydd, fel 09:30
A date and a time of day
    Dyddiad ac amser o'r dydd
A date, or as much of it as is known: the year, or the month and year; it can be a guess
    Dyddiad, neu gymaint ohono ag sy'n hysbys: y flwyddyn, neu'r mis a'r flwyddyn; gall fod yn amcangyfrif
A length of time: a number of minutes, hours, days, weeks, months or years
    Cyfnod o amser: nifer o funudau, oriau, diwrnodau, wythnosau, misoedd neu flynyddoedd
An address, in lines, with its postcode
    Cyfeiriad, fesul llinell, gyda'i god post
A place: words, an address, a route or a map point
    Lle: geiriau, cyfeiriad, llwybr neu bwynt ar fap
One of these
    Un o'r rhain
One or more of these
    Un neu fwy o'r rhain
One of those known to the council: "{subject}"
    Un o'r rhai sy'n hysbys i'r cyngor: "{subject}"
One or more of those known to the council: "{subject}"
    Un neu fwy o'r rhai sy'n hysbys i'r cyngor: "{subject}"
One answer for each line ({lines})
    Un ateb ar gyfer pob llinell ({lines})
Rows, one for each "{row}": at most {most}
    Rhesi, un ar gyfer pob "{row}": {most} ar y mwyaf
Rows, one for each "{row}": at least {least} and at most {most}
    Rhesi, un ar gyfer pob "{row}": {least} o leiaf, {most} ar y mwyaf
A file, of at most {size} MB: {kinds}
    Ffeil, {size} MB ar y mwyaf: {kinds}
Files, at most {most}, of at most {size} MB each: {kinds}
    Ffeiliau, {most} ar y mwyaf, {size} MB ar y mwyaf yr un: {kinds}
A tick: kept as who declared it, and when
    Tic: cedwir pwy a'i datganodd, a phryd
{answer} (not offered any more)
    {answer} (ni chynigir mwyach)
{answer} (stands alone)
    {answer} (yn sefyll ar ei ben ei hun)
{answer} (offered when {condition})
    {answer} (cynigir pan fo hyn yn wir: {condition})
this moment
    y foment hon
"{fact}" in the record "{record}"
    "{fact}" yn y cofnod "{record}"
"{field}" in the form "{form}"
    "{field}" yn y ffurflen "{form}"
the answer to "{field}" when this form was last filled in
    yr ateb i "{field}" pan lenwyd y ffurflen hon ddiwethaf
what the case system supplies: "{fact}"
    yr hyn y mae'r system achosion yn ei roi: "{fact}"
the day by which "{deadline}" is due
    y diwrnod olaf ar gyfer "{deadline}"
the name of whoever fills it in
    enw pwy bynnag sy'n ei llenwi
the team of whoever fills it in
    tîm pwy bynnag sy'n ei llenwi
who is "{role}" on the case
    pwy yw "{role}" ar yr achos
"{fact}" of the case linked as "{link}"
    "{fact}" yr achos a gysylltwyd fel "{link}"
the cases linked as "{link}", a row for each
    yr achosion a gysylltwyd fel "{link}", un rhes i bob un
the day on which a case was linked as "{link}"
    y diwrnod y cysylltwyd achos fel "{link}"
the reference of the case linked as "{link}"
    cyfeirnod yr achos a gysylltwyd fel "{link}"
the day on which the case linked as "{link}" was opened
    y diwrnod yr agorwyd yr achos a gysylltwyd fel "{link}"
the case's reference
    cyfeirnod yr achos
the day the case was opened
    y diwrnod yr agorwyd yr achos
the case's subject
    gwrthrych yr achos
{roles}, for "{action}"
    {roles}, ar gyfer "{action}"
only those who fill it in
    dim ond y rhai sy'n ei lenwi

# Which edition of the definitions something is of: a version on top of a template's.
{edition} on {beneath}
    {edition} ar sail {beneath}

# Publishing definitions. A draft, an approved one, one that is published for a later day, one in force.
Nobody has proposed this yet.
    Nid oes neb wedi cynnig hyn eto.
This is approved, and not published yet.
    Mae hyn wedi'i gymeradwyo, ond heb ei gyhoeddi eto.
This is published already, and comes into force later. Withdraw it to change that.
    Mae hyn wedi'i gyhoeddi eisoes, a daw i rym yn nes ymlaen. Tynnwch ef yn ôl i newid hynny.
This is in force already. To undo it, roll back to an earlier release.
    Mae hyn mewn grym eisoes. I'w ddadwneud, dychwelwch at ryddhad cynharach.
This was in force before. To bring it back, roll back to it.
    Bu hyn mewn grym o'r blaen. I'w adfer, dychwelwch ato.
This was withdrawn. Propose it again.
    Tynnwyd hyn yn ôl. Cynigiwch ef eto.
That day has passed. Name today or a later day.
    Mae'r diwrnod hwnnw wedi mynd heibio. Enwch heddiw neu ddiwrnod diweddarach.
Version {version} is kept already with other content, as "{edition}". Give this one a version of its own.
    Cedwir fersiwn {version} eisoes gyda chynnwys arall, fel "{edition}". Rhowch fersiwn ei hun i hwn.
This is the configuration "{found}", and here "{known}" is published. Name the right folder or council.
    Dyma'r ffurfweddiad "{found}", ac yma cyhoeddir "{known}". Enwch y ffolder neu'r cyngor cywir.

# The rules of a form, in plain sentences.
Version {version}.
    Fersiwn {version}.
The rules of this form, from "{configuration}", version {version}.
    Rheolau'r ffurflen hon, o "{configuration}", fersiwn {version}.
A condition on a question that is not answered does not hold, so what depends on it is not asked.
    Nid yw amod ar gwestiwn heb ei ateb yn cael ei fodloni, felly ni ofynnir yr hyn sy'n dibynnu arno.
Whoever fills in a question may also read it.
    Caiff pwy bynnag sy'n llenwi cwestiwn ei ddarllen hefyd.
About
    Ynghylch
Purpose
    Diben
Basis
    Sail
a public task
    tasg gyhoeddus
a legal obligation
    rhwymedigaeth gyfreithiol
vital interests
    buddiannau hanfodol
consent
    cydsyniad
a contract
    contract
Chronology
    Cronoleg
the answer stands in it, on its day.
    mae'r ateb yn sefyll ynddi, ar ei ddiwrnod.
A draft is kept
    Cedwir drafft
{length} after the last change; then it is erased.
    {length} ar ôl y newid diwethaf; yna caiff ei ddileu.
Submitted answers are kept
    Cedwir atebion a gyflwynwyd
{length} after the case has ended; {then}.
    {length} ar ôl i'r achos ddod i ben; {then}.
until {length} after the day that the record says at "{fact}"; {then}.
    tan {length} ar ôl y diwrnod a nodir yn y cofnod wrth "{fact}"; {then}.
then nothing in them says any more whom they are about
    yna ni fydd dim ynddynt yn dweud mwyach am bwy y maent
then they are erased
    yna cânt eu dileu
then somebody decides what becomes of them
    yna bydd rhywun yn penderfynu beth a ddigwydd iddynt
What partners are sent
    Beth a anfonir at bartneriaid
Partners are sent these answers and no others.
    Anfonir yr atebion hyn at bartneriaid, ac nid unrhyw rai eraill.
To: {roles}
    At: {roles}
Answers
    Atebion
Begun by
    Dechreuir gan
Corrected by
    Cywirir gan
Withdrawn by
    Tynnir yn ôl gan
{roles}, with a reason
    {roles}, gyda rheswm
{roles}, with or without a reason
    {roles}, gyda rheswm neu hebddo
Carried on by
    Parheir gan
Filled in by
    Llenwir gan
Read by
    Darllenir gan
Sensitivity
    Sensitifrwydd
ordinary
    cyffredin
personal
    personol
special
    arbennig
Asked when
    Pryd y'i gofynnir
{one}, and {other}
    {one}, a hefyd {other}
when {condition}.
    pan fo hyn yn wir: {condition}.
Answer
    Ateb
Shown, not asked
    Dangosir, ni ofynnir
text to read.
    testun i'w ddarllen.
{source}. It is looked up each time and not kept.
    {source}. Edrychir amdano bob tro ac ni chaiff ei gadw.
Worked out, not asked
    Cyfrifir, ni ofynnir
"{answer}" when {condition}
    "{answer}" pan fo hyn yn wir: {condition}
always.
    bob amser.
whenever it is asked.
    pryd bynnag y gofynnir ef.
for "{action}".
    ar gyfer "{action}".
Instead of an answer
    Yn lle ateb
Cannot be changed
    Ni ellir ei newid
Copied from
    Copïir o
{source}; else {other}
    {source}; fel arall {other}
{source}, when the form is begun.
    {source}, pan ddechreuir y ffurflen.
The newest is taken.
    Cymerir y diweddaraf.
Someone must confirm or change it.
    Rhaid i rywun ei gadarnhau neu ei newid.
Someone must confirm or change it when it is older than {length}.
    Rhaid i rywun ei gadarnhau neu ei newid pan fydd dros {length} oed.
Written back
    Ysgrifennir yn ôl
a changed answer is proposed to whoever may change it.
    cynigir ateb newydd i bwy bynnag a gaiff newid y cofnod.
a changed answer is put there when the form is sent.
    rhoddir ateb newydd yno pan anfonir y ffurflen.
Starts as
    Yn dechrau fel
Is about
    Yn ymwneud â
someone other than the subject.
    rhywun heblaw'r gwrthrych.
Used again
    Defnyddir eto
never: it is not copied to another form.
    byth: ni chaiff ei gopïo i ffurflen arall.
Must be so
    Rhaid i hyn fod yn wir
{condition}. If it is not: “{problem}”
    {condition}. Os nad yw: “{problem}”
Rules across questions
    Rheolau ar draws cwestiynau
Rule
    Rheol
Rule {number}
    Rheol {number}
{number}, below
    {number}, isod
When
    Pryd
If it is not
    Os nad yw
Then
    Yna
the form can still be sent.
    gellir anfon y ffurflen o hyd.
the form cannot be sent.
    ni ellir anfon y ffurflen.
Shown at
    Dangosir wrth

# A form on paper.
{configuration}, version {version}
    {configuration}, fersiwn {version}
Case reference
    Cyfeirnod yr achos
Date
    Dyddiad
Print clearly. Where a question does not fit, leave it empty and go on. Continue on another sheet if you need to.
    Ysgrifennwch yn glir. Os nad yw cwestiwn yn berthnasol, gadewch ef yn wag. Ewch i ddalen arall os oes angen.
Filled in by: {people}
    Llenwir gan: {people}
{roles}, for {actions}
    {roles}, ar gyfer {actions}
Fill in this page only if {condition}.
    Llenwch y dudalen hon dim ond os yw hyn yn wir: {condition}.
Only if {condition}.
    Dim ond os yw hyn yn wir: {condition}.
must be answered
    rhaid ei ateb
Must be answered if {condition}.
    Rhaid ei ateb os yw hyn yn wir: {condition}.
needed for {actions}
    ei angen ar gyfer {actions}
tick one
    ticiwch un
tick all that apply
    ticiwch bob un sy'n berthnasol
tick one in each line
    ticiwch un ym mhob llinell
{answer} (only if {condition})
    {answer} (dim ond os yw hyn yn wir: {condition})
{answer} (tick nothing else)
    {answer} (peidiwch â thicio dim arall)
At most {words}.
    {words} ar y mwyaf.
From {low} to {high}
    O {low} i {high}
In {unit}.
    Mewn {unit}.
Or, instead of an answer:
    Neu, yn lle ateb:
More? Copy the box above for each further "{row}".
    Rhagor? Copïwch y blwch uchod ar gyfer pob "{row}" arall.
At most {count}.
    {count} ar y mwyaf.
Day
    Diwrnod
Month
    Mis
Year
    Blwyddyn
Day, if known
    Diwrnod, os yw'n hysbys
Month, if known
    Mis, os yw'n hysbys
Hour
    Awr
Minute
    Munud
Number
    Rhif
This is a guess
    Amcangyfrif yw hwn
minutes
    munudau
hours
    oriau
days
    diwrnodau
weeks
    wythnosau
months
    misoedd
years
    blynyddoedd
In words
    Mewn geiriau
Address
    Cyfeiriad
Postcode
    Cod post
Name
    Enw
Reference
    Cyfeirnod
What is attached
    Yr hyn sydd ynghlwm
Signed
    Llofnod

# One question explained, for authors.
Who sees it
    Pwy sy'n ei weld
Who may fill it in
    Pwy a gaiff ei lenwi
When it is asked
    Pryd y'i gofynnir
When it must be answered
    Pryd y mae'n rhaid ei ateb
Where its value comes from
    O ble y daw ei werth
What uses it
    Beth sy'n ei ddefnyddio
What it says
    Beth mae'n ei ddweud
Who says so
    Pwy sy'n dweud hynny
What the template says
    Beth mae'r templed yn ei ddweud
Why it differs
    Pam mae'n wahanol
What differs inside it
    Beth sy'n wahanol ynddo
What councils may do with it
    Beth gaiff cynghorau ei wneud ag ef
{whose}: changed
    {whose}: newidiwyd
{whose}: added
    {whose}: ychwanegwyd
{whose}: removed
    {whose}: tynnwyd
{whose}: moved
    {whose}: symudwyd
an exception was approved by {who} on {day}: {why}
    cymeradwywyd eithriad gan: {who}, {day}: {why}
only whoever fills it in
    dim ond pwy bynnag sy'n ei lenwi
{roles}, and whoever fills it in
    {roles}, a phwy bynnag sy'n ei lenwi
nobody: it is shown, and not asked
    neb: fe'i dangosir, ac ni ofynnir ef
asked only for: {actions}
    gofynnir ar gyfer y rhain yn unig: {actions}
narrowed to: {roles}
    wedi'i gyfyngu i: {roles}
only if {condition}
    dim ond os yw hyn yn wir: {condition}
always
    bob amser
whenever it is asked
    pryd bynnag y gofynnir ef
if {condition}
    os yw hyn yn wir: {condition}
for "{action}"
    ar gyfer "{action}"
never
    byth
copied from {source}
    ffynhonnell y copi: {source}
worked out: {calculation}
    cyfrifir: {calculation}
shows {source}
    dangosir {source}
starts with a value of its own
    yn dechrau gyda'i werth ei hun
nothing
    dim
the page "{name}" is asked if {condition}
    gofynnir y dudalen "{name}" os yw hyn yn wir: {condition}
the rule "{name}" applies if {condition}
    mae'r rheol "{name}" yn berthnasol os yw hyn yn wir: {condition}
the rule "{name}" holds if {condition}
    bodlonir y rheol "{name}" os yw hyn yn wir: {condition}
"{name}" is asked if {condition}
    gofynnir "{name}" os yw hyn yn wir: {condition}
"{name}" must be answered if {condition}
    rhaid ateb "{name}" os yw hyn yn wir: {condition}
"{name}" cannot be changed if {condition}
    ni ellir newid "{name}" os yw hyn yn wir: {condition}
"{name}" is worked out from it: {condition}
    cyfrifir "{name}" ohono: {condition}
"{name}" is checked: {condition}
    gwirir "{name}": {condition}
the answer "{answer}" to "{name}" is offered if {condition}
    cynigir yr ateb "{answer}" i "{name}" os yw hyn yn wir: {condition}
the deadline "{deadline}" starts on it
    mae'r terfyn amser "{deadline}" yn dechrau arno
the deadline "{deadline}" stops on it
    mae'r terfyn amser "{deadline}" yn gorffen arno
the check "{check}" holds if {condition}
    bodlonir yr amod "{check}" os yw hyn yn wir: {condition}
"{check}" holds
    bodlonir "{check}"
"{action}" counts as done on that day
    ystyrir bod "{action}" wedi'i wneud ar y diwrnod hwnnw
"{action}" can be taken only if {condition}
    gellir gwneud "{action}" dim ond os yw hyn yn wir: {condition}
"{action}" leads to "{state}" if {condition}
    mae "{action}" yn arwain at "{state}" os yw hyn yn wir: {condition}
where it is
    lle y mae
shown above each row of "{rows}"
    dangosir uwchben pob rhes o "{rows}"
copied into "{field}" ({owner})
    copïir i "{field}" ({owner})
shown at "{field}" ({owner})
    dangosir wrth "{field}" ({owner})
its answers are those of "{field}" too
    yr un atebion sydd i "{field}" hefyd
sent to: {roles}
    anfonir at: {roles}

# Workflows as pictures and as a table.
only if: {checks}
    dim ond os: {checks}
not whoever did: {actions}
    nid pwy bynnag a wnaeth: {actions}
with a reason
    gyda rheswm
Only if {condition}
    Dim ond os yw hyn yn wir: {condition}
Not by whoever did "{actions}"
    Nid gan bwy bynnag a wnaeth "{actions}"
With a reason
    Gyda rheswm
Fills in "{form}"
    Yn llenwi "{form}"
Gives back "{form}" to be changed
    Yn dychwelyd "{form}" i'w newid
Otherwise
    Fel arall
At any time
    Ar unrhyw adeg
statutory
    statudol
standard
    safonol
planned
    wedi'i gynllunio
the day in "{field}"
    y diwrnod yn "{field}"
the next meeting: "{meeting}"
    y cyfarfod nesaf: "{meeting}"
{first}, then {length} each time
    {first}, yna {length} bob tro
No more pauses are left for: {deadlines}
    Nid oes rhagor o oedi ar ôl ar gyfer: {deadlines}
None of these clocks is running: {deadlines}
    Nid yw'r un o'r clociau hyn yn rhedeg: {deadlines}
None of these clocks is paused: {deadlines}
    Nid yw'r un o'r clociau hyn wedi'i oedi: {deadlines}
It counts from {day}: {what}.
    Dyma'r diwrnod y mae'n cyfrif ohono, {day}: {what}.
It runs to the day in {field}.
    Mae'n rhedeg hyd y diwrnod yn {field}.
It runs to the next meeting: "{meeting}".
    Mae'n rhedeg hyd y cyfarfod nesaf: "{meeting}".
Pauses added {length}.
    Ychwanegwyd oherwydd oedi: {length}.
It is paused since {moment}: {length} so far.
    Mae wedi'i oedi ers {moment}: {length} hyd yma.
It runs out at {moment}.
    Dyma pryd y daw i ben: {moment}.
The last day is {day}.
    Y diwrnod olaf yw {day}.
It runs for {length}, every hour of the day and night.
    Mae'n rhedeg am {length}, bob awr o'r dydd a'r nos.
It runs for {length}, and that day is the first.
    Mae'n rhedeg am {length}, a'r diwrnod hwnnw yw'r cyntaf.
It runs for {length}, and the day after is the first.
    Mae'n rhedeg am {length}, a'r diwrnod wedyn yw'r cyntaf.
the case was opened
    agorwyd yr achos
the case was opened at {moment}, which counts as that day
    agorwyd yr achos am {moment}, sy'n cyfrif fel y diwrnod hwnnw
Where the last day is off, it is the next working day.
    Os nad yw'r diwrnod olaf yn ddiwrnod gwaith, y diwrnod gwaith nesaf ydyw.
Where the last day is off, it is the working day before.
    Os nad yw'r diwrnod olaf yn ddiwrnod gwaith, y diwrnod gwaith cynt ydyw.
"{state}" was entered
    aethpwyd i mewn i "{state}"
the day in {field}
    y diwrnod yn {field}
"{field}" in "{form}"
    "{field}" yn "{form}"
skipped
    ni chynhelir
its papers were due: {day}
    roedd y papurau i'w cyflwyno erbyn: {day}
the council is closed
    mae'r cyngor ar gau
in place of {holiday}
    yn lle {holiday}
New Year's Day
    Dydd Calan
New Year Holiday
    Gŵyl y Flwyddyn Newydd
Saint Patrick's Day
    Gŵyl San Padrig
Good Friday
    Dydd Gwener y Groglith
Easter Monday
    Llun y Pasg
May Day
    Calan Mai
Spring Bank Holiday
    Gŵyl Banc y Gwanwyn
Battle of the Boyne
    Brwydr y Boyne
Summer Bank Holiday
    Gŵyl Banc yr Haf
Late Summer Bank Holiday
    Gŵyl Banc Diwedd yr Haf
Saint Andrew's Day
    Gŵyl Sant Andreas
Christmas Day
    Dydd Nadolig
Boxing Day
    Gŵyl San Steffan
Nothing is due here.
    Nid oes dim i'w wneud yma nawr.
A case starts in: {state}.
    Mae achos yn dechrau yn: {state}.
It has no ending.
    Nid oes iddo ddiwedd.
It ends in one of {count} ways: {states}.
    Gall ddod i ben fel hyn ({count}): {states}.
Side by side in "{state}": {strands}.
    Ochr yn ochr yn "{state}": {strands}.
All strands have ended
    Mae pob llinyn wedi dod i ben
by itself
    ohono'i hun
A case is opened by: {roles}.
    Agorir achos gan: {roles}.
Where
    Ble
What can be done
    Beth y gellir ei wneud
By
    Gan
Leads to
    Yn arwain at
{state} (start)
    {state} (dechrau)
{state} (ending)
    {state} (diwedd)
Time limit
    Terfyn amser
stays
    yn aros
Nothing: the case ends here.
    Dim: daw'r achos i ben yma.
Nothing
    Dim
one of these:
    un o'r rhain:
If {condition}
    Os yw hyn yn wir: {condition}
or {words}
    neu {words}
Start: opened by {roles}
    Dechrau, agorir gan: {roles}
also: {action} ({roles})
    hefyd: {action} ({roles})
Hexagon: a decision. Double border: an ending. Dashed: back, or opened again. Clock: a time limit.
    Hecsagon: penderfyniad. Ymyl ddwbl: diwedd. Llinell doredig: yn ôl, neu ailagor. Cloc: terfyn amser.
Dotted and white: no scenario comes past it.
    Dotiog a gwyn: nid oes yr un senario yn mynd heibio iddo.
{state} (not covered)
    {state} (heb ei brofi)
{action} (not covered)
    {action} (heb ei brofi)
{words} (not covered)
    {words} (heb ei brofi)
not covered
    heb ei brofi
Not covered
    Heb ei brofi
# Commands that are given again.
A key is 1 to 64 letters, digits and signs.
    1 i 64 o lythrennau, digidau ac arwyddion yw allwedd.
This key was given with another command. Give each command a key of its own.
    Rhoddwyd yr allwedd hon gyda gorchymyn arall. Rhowch ei allwedd ei hun i bob gorchymyn.
# Tasks: pieces of work for a role or an agency.
Say who takes the place: {role}
    Dywedwch pwy sy'n cymryd y lle: {role}
Give the place "{role}" to somebody: that is what this task waits for.
    Rhowch y lle "{role}" i rywun: dyna y mae'r dasg hon yn aros amdano.
"{action}" needs more tasks done: {done} of at least {least}.
    Mae angen cwblhau mwy o dasgau cyn "{action}": hyd yma {done}, o leiaf {least}.
"{state}" waits for nothing more
    Nid yw "{state}" yn aros am ddim byd arall
"{task}" cancelled. Reason: {reason}
    Canslwyd "{task}". Rheswm: {reason}
"{task}" cannot be cancelled: it belongs to the state of the case.
    Ni ellir canslo "{task}": mae'n perthyn i gyflwr yr achos.
"{task}" done
    Cwblhawyd "{task}"
"{task}" done: said by {person} ({how}) at {moment}
    Cwblhawyd "{task}". Dywedwyd gan: {person} ({how}), {moment}
"{task}" given to {person}
    Rhoddwyd "{task}" i'r person hwn: {person}
"{task}" has been cancelled.
    Mae "{task}" wedi'i ganslo.
"{task}" has been done.
    Mae "{task}" wedi'i gwblhau.
"{task}" is held by nobody.
    Nid oes neb yn dal "{task}".
"{task}" is held by {person}.
    Mae "{task}" yn nwylo'r person hwn: {person}.
"{task}" is open already.
    Mae "{task}" ar agor yn barod.
"{task}" let go by {person}
    Gollyngwyd "{task}" gan: {person}
"{task}" opened
    Agorwyd "{task}"
"{task}" opened, due by {day}
    Agorwyd "{task}"; i'w gwblhau erbyn: {day}
"{task}" put away: what it was about is no longer here
    Rhoddwyd "{task}" o'r neilltu: nid yw'r hyn yr oedd yn ymwneud ag ef yma mwyach
"{task}" taken by {person}
    Cymerwyd "{task}" gan: {person}
"{form}" sent in part with "{task}" to: {roles}. Legal basis: {basis}
    Anfonwyd rhan o "{form}" gyda "{task}" at: {roles}. Sail gyfreithiol: {basis}
"{task}" is done
    mae "{task}" wedi'i gwblhau
"{task}" is open
    mae "{task}" ar agor
"{task}" is overdue
    mae "{task}" yn hwyr
due in {length}
    i'w gwblhau ymhen: {length}
nobody waits for it
    nid oes neb yn aros amdano
tasks done: at least {least}
    tasgau a gwblhawyd: o leiaf {least}
these are done: {tasks}
    mae'r rhain wedi'u cwblhau: {tasks}
all required tasks are done
    mae pob tasg angenrheidiol wedi'i chwblhau
Task: {task}
    Tasg: {task}
Goes on by itself
    Yn mynd ymlaen ohono'i hun
When {condition}
    Pan fydd hyn yn wir: {condition}
"{task}" was not opened. {missing}
    Nid agorwyd "{task}". {missing}
Cancelling "{task}" is for: {roles}.
    Rôl a all ganslo "{task}": {roles}.
Cancelling "{task}" needs a reason.
    Mae angen rheswm i ganslo "{task}".
Not done yet: "{task}" ({roles}).
    Heb ei gwblhau eto: "{task}" ({roles}).
Inviting somebody to "{task}" is for: {roles}.
    Rôl a all wahodd rhywun i "{task}": {roles}.
"{task}" is not done by an outside agency, so nobody is invited to it.
    Nid asiantaeth allanol sy'n gwneud "{task}", felly ni wahoddir neb iddo.
Say who is invited: a name, and where they work.
    Dywedwch pwy a wahoddir: enw, a ble maent yn gweithio.
{person} invited to "{task}" by a link that runs out at {moment}
    Gwahoddwyd {person} i "{task}" drwy ddolen sy'n dod i ben: {moment}
Opening "{task}" is for: {roles}.
    Rôl a all agor "{task}": {roles}.
Recording "{task}" for somebody else is for: {roles}.
    Rôl a all gofnodi "{task}" ar ran rhywun arall: {roles}.
Say from whom the answer came, and how: by phone, for instance.
    Dywedwch gan bwy y daeth yr ateb, a sut: dros y ffôn, er enghraifft.
Several tasks ask this form. Say which one it is for.
    Mae sawl tasg yn gofyn y ffurflen hon. Dywedwch ar gyfer pa un y mae.
Somebody
    Rhywun
Taking "{task}" from somebody, or giving it to them, needs a reason.
    Mae angen rheswm i gymryd "{task}" oddi ar rywun, neu i'w roi i rywun.
There is no such task on this case.
    Nid oes tasg o'r fath ar yr achos hwn.
There is no such task that could be opened here.
    Nid oes tasg o'r fath y gellid ei hagor yma.
When the answer was given cannot be in the future.
    Ni all yr amser y rhoddwyd yr ateb fod yn y dyfodol.
{refusal} You may record what they said: say from whom, how and when.
    {refusal} Cewch gofnodi'r hyn a ddywedwyd: dywedwch gan bwy, sut a phryd.

# Restricted cases.
Cases of "{workflow}" are not restricted: these definitions name nobody who may.
    Nid yw achosion "{workflow}" yn cael eu cyfyngu: nid yw'r diffiniadau hyn yn enwi neb a gaiff wneud hynny.
Restricting cases of "{workflow}", and lifting that, is for: {roles}.
    Mae cyfyngu achosion "{workflow}", a chodi hynny, ar gyfer: {roles}.
Say why this case is open again.
    Dywedwch pam mae'r achos hwn yn agored eto.
Say why it is restricted.
    Dywedwch pam mae wedi'i gyfyngu.
Say why the glass has to be broken.
    Dywedwch pam mae'n rhaid torri'r gwydr.
You see this case without breaking the glass.
    Gallwch weld yr achos hwn heb dorri'r gwydr.
There is no such role, nor place on a case.
    Nid oes rôl o'r fath, na lle o'r fath ar achos.
Say who is let in: people, roles, or places on the case.
    Dywedwch pwy sy'n cael mynediad: pobl, rolau, neu leoedd ar yr achos.
Let in {most} people and roles at most.
    Rhowch fynediad i {most} o bobl a rolau ar y mwyaf.
You would shut yourself out. Name yourself, or a role of yours, among those who are let in.
    Byddech yn eich cau eich hun allan. Enwch eich hun, neu rôl sydd gennych, ymhlith y rhai sy'n cael mynediad.
The case is restricted to them already.
    Mae'r achos wedi'i gyfyngu iddynt yn barod.
The case is not restricted.
    Nid yw'r achos wedi'i gyfyngu.
This case is restricted, and this person is not let in. Let them in first.
    Mae'r achos hwn wedi'i gyfyngu, ac nid yw'r person hwn yn cael mynediad. Rhowch fynediad yn gyntaf.
Somebody who is named here is not known. Name people by their ids.
    Nid yw rhywun a enwir yma yn hysbys. Enwch bobl wrth eu cyfeirnodau.
Restricted to: {people}
    Cyfyngwyd i: {people}
No longer restricted
    Nid yw wedi'i gyfyngu mwyach
Glass broken, until {moment}
    Torrwyd y gwydr, hyd at: {moment}
Glass broken by {person}, until {moment}. Reason: {reason}
    Torrwyd y gwydr gan y canlynol: {person}. Hyd at: {moment}. Rheswm: {reason}

# Links between cases, messages and what people are told.
"{action}" links no case.
    Nid yw "{action}" yn cysylltu unrhyw achos.
"{action}": pick the case to link as "{link}", or start one.
    "{action}": dewiswch yr achos i'w gysylltu fel "{link}", neu dechreuwch un.
"{action}": pick the case to link as "{link}".
    "{action}": dewiswch yr achos i'w gysylltu fel "{link}".
"{action}" links too many cases at once. The most is {most}.
    Mae "{action}" yn cysylltu gormod o achosion ar unwaith. Y nifer mwyaf yw {most}.
"{link}" asks no questions.
    Nid yw "{link}" yn gofyn unrhyw gwestiwn.
There is no such case to link as "{link}".
    Nid oes achos o'r fath i'w gysylltu fel "{link}".
This case is linked as "{link}" already.
    Mae'r achos hwn wedi'i gysylltu fel "{link}" yn barod.
A case has one "{link}" at most.
    Un "{link}" ar y mwyaf sydd gan achos.
No action links a case as "{link}".
    Nid oes cam gweithredu sy'n cysylltu achos fel "{link}".
Cases of "{workflow}" are not merged: these definitions name nobody who may.
    Nid yw achosion "{workflow}" yn cael eu huno: nid yw'r diffiniadau hyn yn enwi neb a gaiff wneud hynny.
Merging cases of "{workflow}" is for: {roles}.
    Mae uno achosion "{workflow}" ar gyfer: {roles}.
Say why these two cases are one.
    Dywedwch pam mae'r ddau achos hyn yn un.
Cases of "{workflow}" are not split: these definitions name nobody who may.
    Nid yw achosion "{workflow}" yn cael eu hollti: nid yw'r diffiniadau hyn yn enwi neb a gaiff wneud hynny.
Splitting cases of "{workflow}" is for: {roles}.
    Mae hollti achosion "{workflow}" ar gyfer: {roles}.
Who looked at cases of "{workflow}" is shown to: {roles}.
    Dangosir pwy a edrychodd ar achosion "{workflow}" i: {roles}.
Say why this case is two.
    Dywedwch pam mae'r achos hwn yn ddau.
A case cannot be merged into itself.
    Ni ellir uno achos ag ef ei hun.
Only a case of "{workflow}" can take this one in.
    Dim ond achos "{workflow}" a all gymryd yr un hwn i mewn.
The other case has ended, so this one cannot go on there.
    Mae'r achos arall wedi dod i ben, felly ni all yr un hwn barhau yno.
This case has ended.
    Mae'r achos hwn wedi dod i ben.
A case has one "{link}" at most, and each of these two has its own.
    Un "{link}" ar y mwyaf sydd gan achos, ac mae gan y naill a'r llall o'r ddau hyn ei un ei hun.
Name at least one link that goes to the new case.
    Enwch o leiaf un cysylltiad sy'n mynd i'r achos newydd.
This case has no such link.
    Nid oes gan yr achos hwn gysylltiad o'r fath.
The new case is about something else: name another subject, or none.
    Mae'r achos newydd yn ymwneud â rhywbeth arall: enwch destun arall, neu ddim un.
Merged into {case}, where it goes on
    Unwyd â'r canlynol, lle mae'n parhau: {case}
{case} was merged into this case
    Unwyd {case} â'r achos hwn
Split: part of it goes on in a new case
    Holltwyd: mae rhan ohono'n parhau mewn achos newydd
Split off {case}
    Holltwyd oddi ar y canlynol: {case}
The link goes on there: {link}
    Mae'r cysylltiad yn parhau yno: {link}
The link came from there: {link}
    Daeth y cysylltiad oddi yno: {link}
What is linked was merged with another: {link}
    Unwyd yr hyn sydd wedi'i gysylltu ag un arall: {link}
What is linked was split into two: {link}
    Holltwyd yr hyn sydd wedi'i gysylltu yn ddau: {link}
Linked: {link}
    Cysylltwyd: {link}
Opened and linked: {link}
    Agorwyd a chysylltwyd: {link}
Linked from another case: {link}
    Cysylltwyd o achos arall: {link}
Message to {link}: {message}
    Neges at y canlynol: {link}: {message}
Message from {link}: {message}
    Neges oddi wrth y canlynol: {link}: {message}
Message from {link}, for which nothing waited: {message}
    Neges nad oedd dim yn aros amdani, oddi wrth y canlynol: {link}: {message}
Noticed: {alert}
    Sylwyd: {alert}
Case reference
    Cyfeirnod yr achos
State of the case
    Cyflwr yr achos
Linked on
    Cysylltwyd ar
Opened on
    Agorwyd ar
{deadline}: running out
    {deadline}: yn dod i ben

# What differs between two configurations: headings, and the sentences themselves. {what} and {thing} are named below.
Wording
    Geiriad
Local
    Lleol
Statutory or locked
    Statudol neu wedi'i gloi
wording: {count}
    geiriad: {count}
local: {count}
    lleol: {count}
statutory or locked: {count}
    statudol neu wedi'i gloi: {count}
{new}, compared with {old}
    {new}, o'i gymharu â'r canlynol: {old}
What councils changed in {base}
    Yr hyn a newidiodd cynghorau yn {base}
Decisions that somebody changed: {count}. A blank is the same as the template.
    Penderfyniadau a newidiodd rhywun: {count}. Mae bwlch yr un fath â'r templed.
{value} ({why})
    {value} ({why})
Template
    Templed
Decision
    Penderfyniad
{council} on {base}
    {council} ar sail {base}
Nothing differs.
    Nid oes dim yn wahanol.
Changes: {count} ({groups}).
    Newidiadau: {count} ({groups}).
Live cases
    Achosion byw
Rules changed: {rules}. Touched: drafts {drafts}, open tasks {tasks}, running time limits {clocks}.
    Rheolau a newidiwyd: {rules}. Effeithir: drafftiau {drafts}, tasgau agored {tasks}, terfynau amser byw {clocks}.
Cases of "{title}": {count}.
    Achosion "{title}": {count}.
Cases in "{title}": {count}.
    Achosion yn "{title}": {count}.
Drafts of "{title}": {count}.
    Drafftiau "{title}": {count}.
Open tasks "{title}": {count}.
    Tasgau agored "{title}": {count}.
Running time limits "{title}": {count}.
    Terfynau amser sy'n rhedeg "{title}": {count}.
Why: {why}
    Pam: {why}
The council as a whole
    Y cyngor cyfan
Translations
    Cyfieithiadau
Scenarios
    Senarios
You changed {thing}.
    Newidiwyd {thing}.
You renamed "{old}" to "{new}".
    Ailenwyd "{old}" yn "{new}".
what {thing} is called
    enw {thing}
You added {thing} to "{place}".
    Ychwanegwyd {thing} at "{place}".
You added {thing}.
    Ychwanegwyd {thing}.
added
    ychwanegwyd
You removed {thing} from "{place}".
    Tynnwyd {thing} o "{place}".
You removed {thing}.
    Tynnwyd {thing}.
removed
    tynnwyd
You no longer say {what}: it was {old}.
    Nid yw hyn wedi'i nodi mwyach: {what}. Cyn hynny: {old}.
You removed {what}: it was {old}.
    Tynnwyd {what}. Cyn hynny: {old}.
You set {what}: {new}.
    Gosodwyd {what}: {new}.
You changed {what}.
    Newidiwyd {what}.
You changed {what}: it was {old}, and is now {new}.
    Newidiwyd {what}. Cyn hynny: {old}. Nawr: {new}.
You lengthened {what} from {old} to {new} (the template allows {limit}).
    Estynnwyd {what} o {old} i {new} (mae'r templed yn caniatáu {limit}).
You lengthened {what} from {old} to {new}.
    Estynnwyd {what} o {old} i {new}.
You shortened {what} from {old} to {new}.
    Byrhawyd {what} o {old} i {new}.
You added {added} to {what}, and removed {removed}.
    Newidiwyd {what}. Ychwanegwyd: {added}. Tynnwyd: {removed}.
You added {added} to {what}.
    Newidiwyd {what}. Ychwanegwyd: {added}.
You removed {removed} from {what}.
    Newidiwyd {what}. Tynnwyd: {removed}.
You changed the order of {what}.
    Newidiwyd trefn {what}.
You gave {thing} the id "{new}"; it was "{old}".
    Rhoddwyd y dynodydd "{new}" i'r canlynol: {thing}. Cyn hynny: "{old}".
You moved {thing} after "{other}".
    Symudwyd {thing} ar ôl "{other}".
after "{other}"
    ar ôl "{other}"
You moved {thing} to the top.
    Symudwyd {thing} i'r brig.
at the top
    ar y brig
where {thing} stands
    lle mae {thing}
You moved {thing} from "{old}" to "{new}".
    Symudwyd {thing} o "{old}" i "{new}".
whether "{title}" is required
    a yw "{title}" yn ofynnol
whether people confirm "{title}" where it is copied
    a yw pobl yn cadarnhau "{title}" lle copïir ef
whether "{title}" is in the chronology
    a yw "{title}" yn y gronoleg
whether the order of "{title}" counts
    a yw trefn "{title}" yn cyfrif
whether the case waits for "{title}"
    a yw'r achos yn aros am "{title}"
whether "{title}" is an ending
    a yw "{title}" yn ddiwedd
whether "{title}" is the end of its strand
    a yw "{title}" yn ddiwedd ei linyn
whether a case may have several of "{title}"
    a gaiff achos sawl un o "{title}"
whether the notice of "{title}" is urgent
    a yw'r hysbysiad am "{title}" yn frys
whether it is an error that a text is not translated
    a yw'n wall os nad yw testun wedi'i gyfieithu
whether "{title}" is a role outside the council
    a yw "{title}" yn rôl y tu allan i'r cyngor
whether the module "{title}" is used
    a yw'r modiwl "{title}" yn cael ei ddefnyddio
yes
    ydy
no
    nac ydy
the setting "{title}"
    y gosodiad "{title}"
You changed {what}: it was “{old}”, and is now “{new}”.
    Newidiwyd {what}. Cyn hynny: “{old}”. Nawr: “{new}”.
You said what becomes of earlier answers to "{title}": {changes}.
    Nodwyd beth a ddaw o atebion cynharach i "{title}": {changes}.
You no longer say what becomes of earlier answers to "{title}": {changes}.
    Nid yw wedi'i nodi mwyach beth a ddaw o atebion cynharach i "{title}": {changes}.
You said what becomes of earlier cases of "{title}": {changes}.
    Nodwyd beth a ddaw o achosion cynharach "{title}": {changes}.
You no longer say what becomes of earlier cases of "{title}": {changes}.
    Nid yw wedi'i nodi mwyach beth a ddaw o achosion cynharach "{title}": {changes}.
"{old}" is dropped
    gollyngir "{old}"
"{new}" is new
    mae "{new}" yn newydd
"{old}" of "{field}" is now "{new}"
    "{new}" yw "{old}" yn "{field}" bellach
"{old}" is now "{new}"
    "{new}" yw "{old}" bellach
"{limit}" is counted anew where it runs
    cyfrifir "{limit}" o'r newydd lle mae'n rhedeg
"{limit}" starts again where it runs
    mae "{limit}" yn dechrau eto lle mae'n rhedeg
where "{title}" leads
    lle mae "{title}" yn arwain
You wrote down otherwise how "{title}" leads where it leads.
    Ysgrifennwyd mewn ffordd arall sut mae "{title}" yn arwain lle mae'n arwain.
You changed the order of the rules of "{title}".
    Newidiwyd trefn rheolau "{title}".
You changed which rows of the table of "{title}" count.
    Newidiwyd pa resi o dabl "{title}" sy'n cyfrif.
You changed where "{title}" leads: it was {old}, and is now {new}.
    Newidiwyd lle mae "{title}" yn arwain. Cyn hynny: {old}. Nawr: {new}.
You changed where "{title}" otherwise leads: it was {old}, and is now {new}.
    Newidiwyd lle mae "{title}" yn arwain fel arall. Cyn hynny: {old}. Nawr: {new}.
You changed where "{title}" leads when {condition}: it was {old}, and is now {new}.
    Newidiwyd lle mae "{title}" yn arwain pan fo hyn yn wir: {condition}. Cyn hynny: {old}. Nawr: {new}.
You changed when "{title}" leads to {target}: it was {old}, and is now {new}.
    Newidiwyd pryd mae "{title}" yn arwain at y canlynol: {target}. Cyn hynny: {old}. Nawr: {new}.
You changed the rule "{rule}" of "{title}": it was {old}, and is now {new}.
    Newidiwyd y rheol "{rule}" yn "{title}". Cyn hynny: {old}. Nawr: {new}.
You added a rule to "{title}": {rule}.
    Ychwanegwyd rheol at "{title}": {rule}.
You removed a rule from "{title}": {rule}.
    Tynnwyd rheol o "{title}": {rule}.
otherwise to {target}
    fel arall: {target}
when {condition}, to {target}
    pan fo {condition}: {target}
otherwise
    fel arall
the state it is in
    y cyflwr y mae ynddo
You now let whoever did {steps} take "{title}".
    Caiff pwy bynnag a wnaeth {steps} wneud "{title}" bellach.
You no longer let whoever did {steps} take "{title}".
    Ni chaiff pwy bynnag a wnaeth {steps} wneud "{title}" mwyach.
whose work keeps them from "{title}"
    pwy y mae eu gwaith yn eu cadw rhag "{title}"
those who may not take "{title}"
    y rhai na chânt wneud "{title}"
Translations into "{spoken}" that you added: {count}.
    Cyfieithiadau i "{spoken}" a ychwanegwyd: {count}.
Translations into "{spoken}" that you changed: {count}.
    Cyfieithiadau i "{spoken}" a newidiwyd: {count}.
Translations into "{spoken}" that you removed: {count}.
    Cyfieithiadau i "{spoken}" a dynnwyd: {count}.
Scenarios that you added: {count}.
    Senarios a ychwanegwyd: {count}.
Scenarios that you changed: {count}.
    Senarios a newidiwyd: {count}.
Scenarios that you removed: {count}.
    Senarios a dynnwyd: {count}.

# What a change is of: things, each with its title.
the configuration "{title}"
    y ffurfweddiad "{title}"
the form "{title}"
    y ffurflen "{title}"
the page "{title}"
    y dudalen "{title}"
the question "{title}"
    y cwestiwn "{title}"
the line "{title}"
    y llinell "{title}"
the fact "{title}"
    y ffaith "{title}"
the answer "{title}"
    yr ateb "{title}"
the list "{title}"
    y rhestr "{title}"
the record "{title}"
    y cofnod "{title}"
the shared questions "{title}"
    y cwestiynau a rennir "{title}"
the rule "{title}"
    y rheol "{title}"
the view for partners "{title}"
    yr olwg i bartneriaid "{title}"
the workflow "{title}"
    y llif gwaith "{title}"
the state "{title}"
    y cyflwr "{title}"
the strand "{title}"
    y llinyn "{title}"
the action "{title}"
    y weithred "{title}"
the task "{title}"
    y dasg "{title}"
the time limit "{title}"
    y terfyn amser "{title}"
the check "{title}"
    y gwiriad "{title}"
the link "{title}"
    y cysylltiad "{title}"
the alert "{title}"
    y rhybudd "{title}"
what is done about the message "{title}"
    yr hyn a wneir am y neges "{title}"
the role "{title}"
    y rôl "{title}"
the place on a case "{title}"
    y lle ar achos "{title}"
the group "{title}"
    y grŵp "{title}"
the team "{title}"
    y tîm "{title}"
the subject "{title}"
    y pwnc "{title}"
the value "{title}" from the case system
    y gwerth "{title}" o'r system achosion
the meetings "{title}"
    y cyfarfodydd "{title}"
the module "{title}"
    y modiwl "{title}"
the translation "{title}"
    y cyfieithiad "{title}"
the scenarios of "{title}"
    senarios "{title}"

# What a change is of: settings of the whole council.
the version of the file format
    fersiwn fformat y ffeil
the id of the configuration
    dynodydd y ffurfweddiad
the version
    y fersiwn
what no council may loosen
    yr hyn na chaiff unrhyw gyngor ei lacio
the template that this builds on
    y templed y mae hwn yn adeiladu arno
why the council differs
    pam y mae'r cyngor yn wahanol
the exceptions that were approved
    yr eithriadau a gymeradwywyd
the warnings that are accepted
    y rhybuddion a dderbynnir
the calendar of days off
    y calendr o ddyddiau i ffwrdd
the days on which the council is closed
    y dyddiau y mae'r cyngor ar gau
the time of day after which what arrives counts as the next working day
    yr amser o'r dydd y mae'r hyn sy'n cyrraedd wedyn yn cyfrif fel y diwrnod gwaith nesaf
the language of the files
    iaith y ffeiliau
the languages of the translations
    ieithoedd y cyfieithiadau
the languages that councils may take translations in
    yr ieithoedd y caiff cynghorau gymryd cyfieithiadau ynddynt
You made it an error that a text is not translated.
    Mae bellach yn wall os nad yw testun wedi'i gyfieithu.
You made it no error that a text is not translated.
    Nid yw bellach yn wall os nad yw testun wedi'i gyfieithu.
the roles whose work "{title}" may do too
    y rolau y caiff "{title}" wneud eu gwaith hefyd
how far "{title}" reaches
    pa mor bell y mae "{title}" yn cyrraedd
You made "{title}" a role outside the council.
    Mae "{title}" bellach yn rôl y tu allan i'r cyngor.
You made "{title}" a role inside the council.
    Mae "{title}" bellach yn rôl o fewn y cyngor.
the roles from which "{title}" is taken
    y rolau y cymerir "{title}" ohonynt
those who give the place "{title}"
    y rhai sy'n rhoi'r lle "{title}"
the states from which "{title}" is needed
    y cyflyrau y mae angen "{title}" ohonynt
the roles in "{title}"
    y rolau yn "{title}"
the roles in the group "{title}"
    y rolau yn y grŵp "{title}"
the people in "{title}"
    y bobl yn "{title}"
the record of "{title}"
    cofnod "{title}"
how cases of "{title}" are numbered
    sut y rhifir achosion "{title}"
the time between two meetings of "{title}"
    yr amser rhwng dau gyfarfod "{title}"
the day of the week on which "{title}" meets
    y diwrnod o'r wythnos y mae "{title}" yn cwrdd
the first day of "{title}"
    diwrnod cyntaf "{title}"
how long before "{title}" its papers are due
    pa mor hir cyn "{title}" y mae angen y papurau
the days on which "{title}" does not meet
    y dyddiau nad yw "{title}" yn cwrdd
You switched the module "{title}" on.
    Trowyd y modiwl "{title}" ymlaen.
You switched the module "{title}" off.
    Trowyd y modiwl "{title}" i ffwrdd.

# What a change is of: settings of forms, questions, lists and records.
the summary of "{title}"
    crynodeb "{title}"
what "{title}" is about
    yr hyn y mae "{title}" yn ymwneud ag ef
the purpose of "{title}"
    diben "{title}"
the legal basis of "{title}"
    sail gyfreithiol "{title}"
how carefully "{title}" is kept
    pa mor ofalus y cedwir "{title}"
those who may read "{title}"
    y rhai a gaiff ddarllen "{title}"
those who may fill in "{title}"
    y rhai a gaiff lenwi "{title}"
those who may change "{title}"
    y rhai a gaiff newid "{title}"
the module that "{title}" belongs to
    y modiwl y mae "{title}" yn perthyn iddo
when "{title}" is asked
    pryd y gofynnir "{title}"
You made "{title}" always asked: it was asked when {old}.
    Gofynnir "{title}" bob amser bellach. Cyn hynny, pan fo hyn yn wir: {old}.
the steps at which "{title}" is asked
    y camau y gofynnir "{title}" ynddynt
the shared questions on "{title}"
    y cwestiynau a rennir ar "{title}"
when the rule "{title}" applies
    pryd y mae'r rheol "{title}" yn gymwys
what the rule "{title}" requires
    yr hyn y mae'r rheol "{title}" yn gofyn amdano
the words of the rule "{title}"
    geiriau'r rheol "{title}"
the questions at which the rule "{title}" is told
    y cwestiynau y dangosir y rheol "{title}" wrthynt
whether the rule "{title}" stops the form
    a yw'r rheol "{title}" yn atal y ffurflen
those who may correct "{title}"
    y rhai a gaiff gywiro "{title}"
whether correcting "{title}" needs a reason
    a oes angen rheswm i gywiro "{title}"
those who may withdraw "{title}"
    y rhai a gaiff dynnu "{title}" yn ôl
whether withdrawing "{title}" needs a reason
    a oes angen rheswm i dynnu "{title}" yn ôl
those to whom "{title}" is sent
    y rhai yr anfonir "{title}" atynt
the answers that "{title}" sends
    yr atebion y mae "{title}" yn eu hanfon
the legal basis of sending "{title}"
    sail gyfreithiol anfon "{title}"
the time for which drafts of "{title}" are kept
    yr amser y cedwir drafftiau "{title}"
the time for which answers to "{title}" are kept
    yr amser y cedwir atebion i "{title}"
what becomes of answers to "{title}" then
    yr hyn a ddaw o atebion i "{title}" wedyn
You made the order of "{title}" count.
    Mae trefn "{title}" bellach yn cyfrif.
You made the order of "{title}" count no more.
    Nid yw trefn "{title}" bellach yn cyfrif.
how much of "{title}" a council may change
    faint o "{title}" y caiff cyngor ei newid
the hint of "{title}"
    awgrym "{title}"
the help text of "{title}"
    testun cymorth "{title}"
the points of "{title}"
    pwyntiau "{title}"
when "{title}" is offered
    pryd y cynigir "{title}"
the version since which there is "{title}"
    y fersiwn y mae "{title}" ar gael ers hynny
the version since which "{title}" is not offered any more
    y fersiwn nad yw "{title}" yn cael ei gynnig ers hynny
what to choose instead of "{title}"
    yr hyn i'w ddewis yn lle "{title}"
what national returns call "{title}"
    yr hyn y mae ffurflenni cenedlaethol yn galw "{title}"
how one of "{title}" is named
    sut yr enwir un o "{title}"
what the check "{title}" asks
    yr hyn y mae'r gwiriad "{title}" yn ei ofyn
the words of the check "{title}"
    geiriau'r gwiriad "{title}"
what kind of answer "{title}" takes
    pa fath o ateb y mae "{title}" yn ei gymryd
You made "{title}" required.
    Mae "{title}" bellach yn ofynnol.
You made "{title}" optional.
    Mae "{title}" bellach yn ddewisol.
when "{title}" must be answered
    pryd y mae'n rhaid ateb "{title}"
the steps for which "{title}" must be answered
    y camau y mae'n rhaid ateb "{title}" ar eu cyfer
when "{title}" cannot be changed
    pryd na ellir newid "{title}"
what "{title}" starts as
    yr hyn y mae "{title}" yn dechrau fel
how "{title}" is worked out
    sut y cyfrifir "{title}"
what must be so of "{title}"
    yr hyn sy'n rhaid bod yn wir am "{title}"
where "{title}" is copied from
    o ble y copïir "{title}"
what is written back from "{title}"
    yr hyn a ysgrifennir yn ôl o "{title}"
what "{title}" shows
    yr hyn y mae "{title}" yn ei ddangos
You asked people to confirm "{title}" where it is copied.
    Gofynnir bellach i bobl gadarnhau "{title}" lle copïir ef.
You no longer ask people to confirm "{title}" where it is copied.
    Ni ofynnir mwyach i bobl gadarnhau "{title}" lle copïir ef.
the age at which "{title}" must be confirmed
    yr oedran pan fo'n rhaid cadarnhau "{title}"
the reasons that may be given instead of "{title}"
    y rhesymau y gellir eu rhoi yn lle "{title}"
whether "{title}" may be used again
    a ellir defnyddio "{title}" eto
whom "{title}" is about
    pwy y mae "{title}" yn sôn amdano
the unit of "{title}"
    uned "{title}"
You put "{title}" into the chronology.
    Rhoddwyd "{title}" yn y gronoleg.
You took "{title}" out of the chronology.
    Tynnwyd "{title}" o'r gronoleg.
how many words "{title}" takes
    faint o eiriau y mae "{title}" yn eu cymryd
how many characters "{title}" takes
    faint o nodau y mae "{title}" yn eu cymryd
the least of "{title}"
    y lleiaf o "{title}"
the most of "{title}"
    y mwyaf o "{title}"
the pattern of "{title}"
    patrwm "{title}"
the example of "{title}"
    enghraifft "{title}"
the smallest answer to "{title}"
    yr ateb lleiaf i "{title}"
the largest answer to "{title}"
    yr ateb mwyaf i "{title}"
the list of answers to "{title}"
    y rhestr o atebion i "{title}"
the answer to "{title}" that stands alone
    yr ateb i "{title}" sy'n sefyll ar ei ben ei hun
the answer to "{title}" that asks for words
    yr ateb i "{title}" sy'n gofyn am eiriau
what "{title}" names
    yr hyn y mae "{title}" yn ei enwi
the kinds of file that "{title}" takes
    y mathau o ffeil y mae "{title}" yn eu cymryd
the most files for "{title}"
    y nifer mwyaf o ffeiliau ar gyfer "{title}"
the most megabytes of a file for "{title}"
    y nifer mwyaf o fegabeitiau mewn ffeil ar gyfer "{title}"
the fewest rows of "{title}"
    y nifer lleiaf o resi yn "{title}"
the most rows of "{title}"
    y nifer mwyaf o resi yn "{title}"
what one row of "{title}" is called
    yr hyn y gelwir un rhes o "{title}"
the heading of each row of "{title}"
    pennawd pob rhes o "{title}"
the question by which rows of "{title}" are known again
    y cwestiwn yr adnabyddir rhesi "{title}" wrtho eto

# What a change is of: settings of workflows.
those who may open "{title}"
    y rhai a gaiff agor "{title}"
those who may see cases of "{title}"
    y rhai a gaiff weld achosion "{title}"
those who may see who looked at cases of "{title}"
    y rhai a gaiff weld pwy a edrychodd ar achosion "{title}"
the state in which "{title}" begins
    y cyflwr y mae "{title}" yn dechrau ynddo
what is promised of every case of "{title}"
    yr hyn a addewir am bob achos o "{title}"
You made "{title}" an ending.
    Mae "{title}" bellach yn ddiwedd.
You made "{title}" an ending no more.
    Nid yw "{title}" bellach yn ddiwedd.
You made "{title}" the end of its strand.
    Mae "{title}" bellach yn ddiwedd ei linyn.
You made "{title}" the end of its strand no more.
    Nid yw "{title}" bellach yn ddiwedd ei linyn.
the messages that "{title}" sends
    y negeseuon y mae "{title}" yn eu hanfon
where a case goes when all of "{title}" is done
    lle mae achos yn mynd pan fydd popeth yn "{title}" wedi'i wneud
where "{title}" goes on when it is entered again
    lle mae "{title}" yn parhau pan eir iddo eto
those who may take "{title}"
    y rhai a gaiff wneud "{title}"
the form that "{title}" fills in
    y ffurflen y mae "{title}" yn ei llenwi
the form that "{title}" carries on
    y ffurflen y mae "{title}" yn parhau â hi
the form that "{title}" gives back
    y ffurflen y mae "{title}" yn ei rhoi yn ôl
the day on which "{title}" counts as done
    y diwrnod y mae "{title}" yn cyfrif fel wedi'i wneud
what must be so for "{title}"
    yr hyn sy'n rhaid bod yn wir ar gyfer "{title}"
the tasks that must be done for "{title}"
    y tasgau y mae'n rhaid eu gwneud ar gyfer "{title}"
whether "{title}" needs a reason
    a oes angen rheswm ar gyfer "{title}"
the place on the case that "{title}" gives
    y lle ar yr achos y mae "{title}" yn ei roi
the link that "{title}" makes
    y cysylltiad y mae "{title}" yn ei wneud
the cases that "{title}" opens
    yr achosion y mae "{title}" yn eu hagor
the time limits that "{title}" restarts
    y terfynau amser y mae "{title}" yn eu hailddechrau
the time limits that "{title}" pauses
    y terfynau amser y mae "{title}" yn eu hoedi
the longest pause by "{title}"
    yr oediad hiraf gan "{title}"
how many times "{title}" may pause
    sawl gwaith y caiff "{title}" oedi
the time limits that "{title}" resumes
    y terfynau amser y mae "{title}" yn eu hailgychwyn
the name of reopening from "{title}"
    enw ailagor o "{title}"
those who may reopen from "{title}"
    y rhai a gaiff ailagor o "{title}"
whether reopening from "{title}" needs a reason
    a oes angen rheswm i ailagor o "{title}"
where reopening from "{title}" leads
    lle mae ailagor o "{title}" yn arwain
"{title}"
    "{title}"
the day of "{title}"
    diwrnod "{title}"
the meeting by which "{title}" is due
    y cyfarfod y mae angen "{title}" erbyn hynny
what kind of time limit "{title}" is
    pa fath o derfyn amser yw "{title}"
when "{title}" starts
    pryd y mae "{title}" yn dechrau
when "{title}" stops
    pryd y mae "{title}" yn stopio
how the days of "{title}" are counted
    sut y cyfrifir dyddiau "{title}"
where "{title}" goes when it falls on a day off
    lle mae "{title}" yn mynd pan fydd ar ddiwrnod i ffwrdd
the time between one "{title}" and the next
    yr amser rhwng un "{title}" a'r nesaf
the reminders of "{title}"
    nodiadau atgoffa "{title}"
what happens when "{title}" is over
    yr hyn sy'n digwydd pan ddaw "{title}" i ben
those who do "{title}"
    y rhai sy'n gwneud "{title}"
the id of "{title}"
    dynodydd "{title}"
the time for "{title}"
    yr amser ar gyfer "{title}"
what is sent with "{title}"
    yr hyn a anfonir gyda "{title}"
those who may answer "{title}" for others
    y rhai a gaiff ateb "{title}" ar ran eraill
You made the case wait for "{title}".
    Mae'r achos bellach yn aros am "{title}".
You made the case no longer wait for "{title}".
    Nid yw'r achos bellach yn aros am "{title}".
when "{title}" is opened
    pryd yr agorir "{title}"
what "{title}" is opened for each of
    yr hyn yr agorir "{title}" ar gyfer pob un ohono
those who may open tasks of "{title}" as they see fit
    y rhai a gaiff agor tasgau "{title}" fel y gwelant orau
the name of going on from "{title}" without waiting
    enw mynd ymlaen o "{title}" heb aros
those who may go on from "{title}" without waiting
    y rhai a gaiff fynd ymlaen o "{title}" heb aros
whether going on from "{title}" without waiting needs a reason
    a oes angen rheswm i fynd ymlaen o "{title}" heb aros
what "{title}" waits for before it goes on by itself
    yr hyn y mae "{title}" yn aros amdano cyn mynd ymlaen ohono'i hun
where "{title}" leads by itself
    lle mae "{title}" yn arwain ohono'i hun
where the link "{title}" leads
    lle mae'r cysylltiad "{title}" yn arwain
what the link "{title}" is called at the other end
    yr hyn y gelwir y cysylltiad "{title}" yn y pen arall
You let a case have several of "{title}".
    Caiff achos sawl un o "{title}" bellach.
You let a case have only one of "{title}".
    Caiff achos un yn unig o "{title}" bellach.
what the other end of "{title}" may read
    yr hyn y caiff pen arall "{title}" ei ddarllen
what is read from the other end of "{title}"
    yr hyn a ddarllenir o ben arall "{title}"
the link along which "{title}" comes
    y cysylltiad y daw "{title}" ar hyd-ddo
those who are told of "{title}"
    y rhai sy'n cael gwybod am "{title}"
You made the notice of "{title}" urgent.
    Mae'r hysbysiad am "{title}" bellach yn frys.
You made the notice of "{title}" ordinary.
    Mae'r hysbysiad am "{title}" bellach yn arferol.
the letter that "{title}" draws up
    y llythyr y mae "{title}" yn ei lunio
the letter "{title}"
    y llythyr "{title}"
those who read "{title}"
    y rhai sy'n darllen "{title}"
what "{title}" quotes
    yr hyn y mae "{title}" yn ei ddyfynnu
whether "{title}" may name people
    a gaiff "{title}" enwi pobl
You made "{title}" name nobody.
    Nid yw "{title}" yn enwi neb bellach.
You let "{title}" name people.
    Caiff "{title}" enwi pobl bellach.
the text of "{title}"
    testun "{title}"
when the alert "{title}" is raised
    pryd y codir y rhybudd "{title}"
those whom the alert "{title}" tells
    y rhai y mae'r rhybudd "{title}" yn rhoi gwybod iddynt
the words of the alert "{title}"
    geiriau'r rhybudd "{title}"
the time after which the alert "{title}" may be raised again
    yr amser cyn y gellir codi'r rhybudd "{title}" eto
those who may merge cases of "{title}"
    y rhai a gaiff uno achosion "{title}"
where a case of "{title}" ends when it is merged
    lle mae achos o "{title}" yn gorffen pan gaiff ei uno
those who may restrict a case of "{title}"
    y rhai a gaiff gyfyngu achos o "{title}"
those who may open a restricted case of "{title}" in an emergency
    y rhai a gaiff agor achos cyfyngedig o "{title}" mewn argyfwng
those who are told of opening a restricted case of "{title}"
    y rhai sy'n cael gwybod am agor achos cyfyngedig o "{title}"
the time for which a restricted case of "{title}" is opened
    yr amser yr agorir achos cyfyngedig o "{title}" ar ei gyfer
those who may split cases of "{title}"
    y rhai a gaiff rannu achosion "{title}"

# What a setting says, where it is one of a few words.
their own tasks only
    eu tasgau eu hunain yn unig
the cases they are named on
    yr achosion y maent wedi'u henwi arnynt
the cases of their teams
    achosion eu timau
every case
    pob achos
England and Wales
    Cymru a Lloegr
Scotland
    Yr Alban
Northern Ireland
    Gogledd Iwerddon
required
    yn ofynnol
optional
    yn ddewisol
an error, which stops it
    gwall, sy'n ei atal
a warning, which does not
    rhybudd, nad yw'n ei atal
a proposal
    cynnig
the changed answer
    yr ateb a newidiwyd
someone other than the subject
    rhywun heblaw'r gwrthrych
not known
    ddim yn hysbys
declined
    gwrthodwyd
not asked
    heb ei ofyn
made anonymous
    gwneud yn ddienw
erased
    dileu
looked at by somebody
    rhywun yn edrych arnynt
one that the law sets
    un a bennir gan y gyfraith
a standard of the council
    safon y cyngor
a planned day
    diwrnod a gynlluniwyd
from the next day
    o'r diwrnod nesaf
with the first day
    gyda'r diwrnod cyntaf
where it falls
    lle mae'n disgyn
the next working day
    y diwrnod gwaith nesaf
the working day before
    y diwrnod gwaith blaenorol
where it was left
    lle gadawyd ef
all of it
    y cyfan
its wording and new answers
    ei eiriad ac atebion newydd
its wording only
    ei eiriad yn unig
when the state is entered
    pan eir i'r cyflwr
when the case is opened
    pan agorir yr achos
on the day in "{field}"
    ar y diwrnod yn "{field}"
when "{step}" is done
    pan fydd "{step}" wedi'i wneud
when "{state}" is entered
    pan eir i "{state}"
{length} after the end of the case
    {length} ar ôl diwedd yr achos
{length} after "{fact}"
    {length} ar ôl "{fact}"
{roles}, {length} before
    {roles}, {length} ymlaen llaw
the task "{title}" opens
    mae'r dasg "{title}" yn agor
the case goes to "{state}"
    mae'r achos yn mynd i "{state}"
these are told: {roles}
    rhoddir gwybod i'r rhain: {roles}

# Papers about a whole configuration: the data dictionary, which form asks what, how much forms ask, governance.
Questions: {count}. Typed in more than one form: {again}.
    Cwestiynau: {count}. Wedi'u teipio mewn mwy nag un ffurflen: {again}.
{configuration}: which form asks what
    {configuration}: pa ffurflen sy'n gofyn beth
Every question, in alphabetical order
    Pob cwestiwn, yn nhrefn yr wyddor
Typed in more than one form
    Wedi'u teipio mewn mwy nag un ffurflen
Could a later form copy the answer from an earlier one?
    A allai ffurflen ddiweddarach gopïo'r ateb o un gynharach?
Copied in
    Copïir yn
Typed in
    Teipir yn
Question
    Cwestiwn
more than half must be answered
    rhaid ateb mwy na'r hanner
more than {most} questions
    dros {most} o gwestiynau
Copied from what is known
    Copïir o'r hyn sy'n hysbys
From the record, an earlier form, a linked case or the case system, where something is known.
    O'r cofnod, ffurflen gynharach, achos cysylltiedig neu'r system achosion, lle mae rhywbeth yn hysbys.
Depends on no other answer.
    Nid yw'n dibynnu ar unrhyw ateb arall.
Asked every time
    Gofynnir bob tro
Questions
    Cwestiynau
Repeating rows count as one question; what is only shown or worked out is not counted.
    Mae rhesi sy'n ailadrodd yn cyfrif fel un cwestiwn; ni chyfrifir yr hyn a ddangosir neu a weithir allan yn unig.
{configuration}: how much each form asks
    {configuration}: faint y mae pob ffurflen yn ei ofyn
All forms
    Pob ffurflen
Look at again
    Edrych eto
Copied, of a hundred
    Copïir, o bob cant
Form
    Ffurflen
Facts that are kept and used again
    Ffeithiau a gedwir ac a ddefnyddir eto
Facts: {subject}
    Ffeithiau: {subject}
Lists of answers
    Rhestrau o atebion
sometimes
    weithiau
{kind} (list "{list}")
    {kind} (rhestr "{list}")
text to read
    testun i'w ddarllen
worked out
    gweithir allan
shown, not asked
    dangosir, ni ofynnir
{sensitivity}, about someone else
    {sensitivity}, am rywun arall
Every question of every form, every list of answers, and every fact that is kept.
    Pob cwestiwn ym mhob ffurflen, pob rhestr o atebion, a phob ffaith a gedwir.
{configuration}: data dictionary
    {configuration}: geiriadur data
Id
    Id
Fact
    Ffaith
Retired in
    Ymddeolwyd yn
Points
    Pwyntiau
Called in returns
    Enw mewn datganiadau
Code
    Cod
What is left open
    Yr hyn sy'n aros yn agored
Nothing that the definitions could say.
    Dim byd y gallai'r diffiniadau ei ddweud.
Special answers without a purpose of their own
    Atebion arbennig heb bwrpas eu hunain
"{question}" in "{form}"
    "{question}" yn "{form}"
Forms that do not say how long they are kept
    Ffurflenni nad ydynt yn dweud am ba hyd y'u cedwir
Forms that do not say their basis
    Ffurflenni nad ydynt yn dweud eu sail
Forms that do not say their purpose
    Ffurflenni nad ydynt yn dweud eu pwrpas
Exceptions from what the template fixes
    Eithriadau i'r hyn y mae'r templed yn ei bennu
Approved
    Cymeradwywyd
{path}: {why} ({who}, {when})
    {path}: {why} ({who}, {when})
How long it is kept
    Am ba hyd y'i cedwir
put into the record when the form is sent
    rhoddir yn y cofnod pan anfonir y ffurflen
proposed to whoever may change the record
    cynigir i bwy bynnag a gaiff newid y cofnod
copied when the form is begun
    copïir pan ddechreuir y ffurflen
the case system
    y system achosion
read through the link "{link}", never copied
    darllenir drwy'r cysylltiad "{link}", byth ei gopïo
with the task "{task}"; basis: {basis}
    gyda'r dasg "{task}"; sail: {basis}
Where it flows
    I ble mae'n llifo
Who reads it
    Pwy sy'n ei ddarllen
Questions that a role may read; whoever fills a question in may read it there as well.
    Cwestiynau y caiff rôl eu darllen; caiff pwy bynnag sy'n llenwi cwestiwn ei ddarllen yno hefyd.
a place on a case
    lle ar achos
Special answers
    Atebion arbennig
Personal answers
    Atebion personol
Why it is asked
    Pam y gofynnir
{question}: {purpose}
    {question}: {purpose}
About someone else
    Am rywun arall
not said
    heb ei ddweud
What is collected
    Yr hyn a gesglir
Made from the definitions: this is what the system does.
    Gwnaed o'r diffiniadau: dyma'r hyn y mae'r system yn ei wneud.
Whether it is lawful, necessary and fair is for people to decide and to record.
    Pobl sydd i benderfynu a chofnodi a yw'n gyfreithlon, yn angenrheidiol ac yn deg.
Content: {release}
    Cynnwys: {release}
{configuration}: information governance
    {configuration}: llywodraethu gwybodaeth
How
    Sut
What
    Beth
To
    I
From
    O
Reads special answers
    Yn darllen atebion arbennig
Reads personal answers
    Yn darllen atebion personol
Reaches
    Yn cyrraedd
Role
    Rôl
Special
    Arbennig
Personal
    Personol
Ordinary
    Cyffredin
every case that is not restricted
    pob achos nad yw wedi'i gyfyngu
the cases of their team
    achosion eu tîm
only cases on which they are named
    dim ond achosion y'u henwir arnynt
no case: only tasks of their own, and what was sent with them
    dim achos: dim ond eu tasgau eu hunain, a'r hyn a anfonwyd gyda nhw

# A workflow's rules, read aloud.
{configuration}: the rules of its workflows and forms
    {configuration}: rheolau ei lifoedd gwaith a'i ffurflenni
Opens
    Yn agor
Not again before
    Nid eto cyn
Tells
    Yn rhoi gwybod i
Asked when linking
    Gofynnir wrth gysylltu
Lets the other case read
    Yn gadael i'r achos arall ddarllen
Reads of the other case
    Yn darllen o'r achos arall
any number
    unrhyw nifer
one at most
    un ar y mwyaf
How many
    Faint
{target}, otherwise
    {target}, fel arall
{target}, if {condition}
    {target}, os {condition}
{thing}, if {condition}
    {thing}, os {condition}
a case of "{workflow}" for each of "{field}"
    achos o "{workflow}" ar gyfer pob un o "{field}"
a case of "{workflow}"
    achos o "{workflow}"
{deadlines}, for at most {length}
    {deadlines}, am {length} ar y mwyaf
Lets go on
    Yn gadael i fynd ymlaen
Pauses
    Yn oedi
Starts again
    Yn ailddechrau
Links
    Yn cysylltu
Gives the place
    Yn rhoi'r lle
Gives back to be changed
    Yn rhoi'n ôl i'w newid
Carries on
    Yn parhau
Fills in
    Yn llenwi
Reason
    Rheswm
must be given.
    rhaid ei roi.
may be given.
    gellir ei roi.
Waits until
    Yn aros nes
If not
    Os na
Only if
    Dim ond os
whoever did "{actions}"
    pwy bynnag a wnaeth "{actions}"
Not by
    Nid gan
from "{form}", to: {roles}
    o "{form}", i: {roles}
Sent with it
    Anfonir gydag ef
Answers taken down by
    Cofnodir atebion gan
Opens only if
    Yn agor dim ond os
Opened as needed by
    Agorir yn ôl yr angen gan
Time limit: {title}
    Terfyn amser: {title}
When the last day is over
    Pan fydd y diwrnod olaf drosodd
Reminders
    Nodiadau atgoffa
Days off
    Dyddiau rhydd
Stops
    Yn stopio
Counted
    Cyfrifir
Starts
    Yn dechrau
Limit
    Terfyn
when {condition}, to "{state}"
    pan {condition}, i "{state}"
the case is closed here.
    caeir yr achos yma.
An ending
    Diweddglo
Within
    O fewn
Begins in
    Yn dechrau yn
Split by
    Rhennir gan
Merged by
    Unir gan
Opened in an emergency by
    Agorir mewn argyfwng gan
{roles}, for {length}; told: {told}
    {roles}, am {length}; rhoddir gwybod i: {told}
Restricted by
    Cyfyngir gan
Who looked is seen by
    Gwelir pwy edrychodd gan
Cases are seen by
    Gwelir achosion gan
Opened by
    Agorir gan
Promised
    Addewir
What is always so
    Yr hyn sydd bob amser yn wir
What is noticed
    Yr hyn y sylwir arno
Tasks that something else opens
    Tasgau y mae rhywbeth arall yn eu hagor
Hears
    Yn clywed
{link}: {what}
    {link}: {what}
Tells linked cases
    Yn dweud wrth achosion cysylltiedig
nothing follows
    nid oes dim yn dilyn
Links to other cases
    Cysylltiadau ag achosion eraill
The rules of this workflow, from "{configuration}", version {version}.
    Rheolau'r llif gwaith hwn, o "{configuration}", fersiwn {version}.
A last day that is a day off moves to the working day before.
    Mae diwrnod olaf sy'n ddiwrnod rhydd yn symud i'r diwrnod gwaith cynt.
A last day that is a day off moves to the next working day.
    Mae diwrnod olaf sy'n ddiwrnod rhydd yn symud i'r diwrnod gwaith nesaf.
from the day after
    o'r diwrnod wedyn

# What is held about somebody, for the answer to a subject access request.
What is held about {subject}
    Yr hyn a gedwir am {subject}
Drawn up by {person}, {moment}.
    Lluniwyd gan {person}, {moment}.
It holds what this person may see. What they may not see is not here, restricted cases too.
    Mae'n cynnwys yr hyn y caiff y person hwn ei weld. Nid yw'r hyn na chânt ei weld yma, nac achosion cyfyngedig.
It does not say whether there is anything of the kind.
    Nid yw'n dweud a oes unrhyw beth o'r fath.
Drafts, what files hold and what was withdrawn are not here; the history says what was withdrawn.
    Nid yw drafftiau, cynnwys ffeiliau na'r hyn a dynnwyd yn ôl yma; mae'r hanes yn dweud beth a dynnwyd yn ôl.
Left out: {reasons}.
    Gadawyd allan: {reasons}.
Letters stand as they were drawn up: read each of them before this goes to anybody.
    Mae llythyrau'n sefyll fel y'u lluniwyd: darllenwch bob un cyn i hwn fynd at neb.
Nothing is left out. Look at what has a reason in brackets before this goes to anybody.
    Nid oes dim wedi'i adael allan. Edrychwch ar yr hyn sydd â rheswm mewn cromfachau cyn i hwn fynd at neb.
about somebody else
    am rywun arall
kept most closely
    wedi'i gadw'n fwyaf caeth
given by a partner
    wedi'i roi gan bartner
Left out: it is about somebody else.
    Gadawyd allan: mae'n ymwneud â rhywun arall.
Left out: it is kept most closely.
    Gadawyd allan: mae wedi'i gadw'n fwyaf caeth.
Left out: it was given by a partner.
    Gadawyd allan: fe'i rhoddwyd gan bartner.
The record
    Y cofnod
What was said
    Yr hyn a ddywedwyd
Since
    Ers
Who held a place
    Pwy oedd â lle
Submitted by {person}, {moment}.
    Cyflwynwyd gan {person}, {moment}.
For the task "{task}".
    Ar gyfer y dasg "{task}".
Revision {number} of {all}.
    Diwygiad {number} o {all}.
Revision {number} of {all}: only what the last one says otherwise.
    Diwygiad {number} o {all}: dim ond yr hyn y mae'r olaf yn ei ddweud yn wahanol.
Not for whoever drew this up to see, answered or not: {questions}.
    Nid i'r sawl a luniodd hwn ei weld, wedi'i ateb ai peidio: {questions}.
Letter to {people}, drawn up by {person}, {moment}.
    Llythyr at {people}, lluniwyd gan {person}, {moment}.
What was sent to others
    Yr hyn a anfonwyd at eraill
Who looked
    Pwy edrychodd
Legal basis
    Sail gyfreithiol
History
    Hanes
Opened
    Agorwyd
Where it is
    Ble y mae
""")

SENTENCES: Mapping[str, str] = {**_SENTENCES, **PAGES, **FORMS, **WORKSHOP, **VIEWS, **PLAY}

NOUNS: Nouns = {
    "characters": {"other": "{count} nod"},
    "words": {"two": "{count} air", "other": "{count} gair"},
    "rows": {"two": "{count} res", "other": "{count} rhes"},
    "files": {"other": "{count} ffeil"},
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
