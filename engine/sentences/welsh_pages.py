"""What the worker's pages say, in Welsh. A draft, as `engine.sentences.welsh` is, and written in the same way."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import in_pairs

PAGES: Mapping[str, str] = in_pairs("""\
# The way in and out, and what stands on every page.
Skip to main content
    Neidio i'r prif gynnwys
Sign in
    Mewngofnodi
Sign out
    Allgofnodi
Menu
    Dewislen
Demonstration: fictional people only
    Arddangosiad: pobl ddychmygol yn unig
Choose who you are. All of these people are made up, and there is no password.
    Dewiswch pwy ydych chi. Pobl ddychmygol yw'r rhain i gyd, ac nid oes cyfrinair.
Signing in did not work. Try again.
    Ni weithiodd y mewngofnodi. Rhowch gynnig arall arni.
There is a problem
    Mae problem
Error
    Gwall
Warning
    Rhybudd
Done
    Wedi'i wneud
Choose
    Dewis

# Accessibility.
Accessibility statement
    Datganiad hygyrchedd
We want everyone who works with these pages to be able to use them.
    Rydym am i bawb sy'n gweithio gyda'r tudalennau hyn allu eu defnyddio.
With a keyboard alone, with a screen reader, at 400% magnification, without JavaScript, and on a phone.
    Gyda bysellfwrdd yn unig, gyda darllenydd sgrin, ar chwyddiad o 400%, heb JavaScript, ac ar ffôn.
How accessible these pages are
    Pa mor hygyrch yw'r tudalennau hyn
They are made to meet the Web Content Accessibility Guidelines 2.2 at level AA.
    Fe'u gwnaed i fodloni Canllawiau Hygyrchedd Cynnwys y We 2.2 ar lefel AA.
Every kind of page is checked automatically by axe each time that Casepath changes.
    Mae pob math o dudalen yn cael ei wirio'n awtomatig gan axe bob tro y mae Casepath yn newid.
One thing is known: radio buttons that open a further question say so in a way that axe does not know.
    Mae un peth yn hysbys: mae botymau radio sy'n agor cwestiwn pellach yn dweud hynny mewn ffordd ddieithr i axe.
GOV.UK Frontend keeps it on purpose.
    Mae GOV.UK Frontend yn ei chadw'n fwriadol.
Maps and pictures have a table or text beside them that says the same.
    Mae tabl neu destun sy'n dweud yr un peth wrth ymyl pob map a llun.
Words that a council wrote are in the language in which it wrote them.
    Mae geiriau a ysgrifennodd cyngor yn yr iaith yr ysgrifennodd nhw ynddi.
If something cannot be used
    Os na ellir defnyddio rhywbeth
Tell: {contact}.
    Dywedwch wrth: {contact}.
whoever looks after this service in your council
    pwy bynnag sy'n gofalu am y gwasanaeth hwn yn eich cyngor

# Lists of work.
My work
    Fy ngwaith
My team's work
    Gwaith fy nhîm
Sent on
    Anfonwyd ymlaen
Cases that you did something about, and that others are now to go on with.
    Achosion y gwnaethoch rywbeth amdanynt, ac y mae eraill i barhau â nhw nawr.
Waits for: {who}
    Yn aros am: {who}
Nothing that you sent on waits for others.
    Nid oes dim a anfonwyd gennych yn aros am eraill.
Notifications
    Hysbysiadau
Notifications that you have not read: {count}
    Hysbysiadau nad ydych wedi'u darllen: {count}
Process
    Proses
Team
    Tîm
All
    Popeth
Only what is overdue
    Dim ond yr hyn sy'n hwyr
Show
    Dangos
{count} to do, the most overdue first.
    I'w gwneud: {count}, y mwyaf hwyr yn gyntaf.
Nothing waits for you here.
    Nid oes dim yn aros amdanoch yma.
There is nothing more.
    Nid oes dim rhagor.
Pages of the list
    Tudalennau'r rhestr
Back to the beginning
    Yn ôl i'r dechrau
Next page
    Tudalen nesaf
Not read yet
    Heb eu darllen eto
Mark all of these as read
    Marcio'r rhain i gyd fel wedi'u darllen
Mark as read
    Marcio fel wedi'i ddarllen
Marked as read.
    Marciwyd fel wedi'i ddarllen.
Read
    Wedi'i ddarllen
Urgent
    Brys
These are the latest. Mark them as read to see what is older.
    Dyma'r diweddaraf. Marciwch nhw fel wedi'u darllen i weld yr hyn sy'n hŷn.
There is nothing that you have not read.
    Nid oes dim nad ydych wedi'i ddarllen.
You were told nothing yet.
    Ni ddywedwyd dim wrthych eto.

# Limits.
No time limit
    Dim terfyn amser
Overdue
    Yn hwyr
Overdue by {days}
    Yn hwyr o: {days}
Due today
    I fod i'w wneud heddiw
Due tomorrow
    I fod i'w wneud yfory
Due in {days}
    I fod i'w wneud ymhen: {days}
{month} {year}
    {month} {year}
Time limits
    Terfynau amser
Statutory
    Statudol
Paused
    Wedi'i oedi
paused
    wedi'i oedi
How it was counted
    Sut y cyfrifwyd ef
None is running.
    Nid oes un yn rhedeg.
Done in time
    Wedi'i wneud mewn pryd
Done late
    Wedi'i wneud yn hwyr
Done in time, recorded late
    Wedi'i wneud mewn pryd, wedi'i gofnodi'n hwyr
Not counted any more
    Heb ei gyfrif mwyach
Over
    Ar ben
Day by day
    Ddydd ar ôl dydd
Counts
    Yn cyfrif
day {number}
    diwrnod {number}

# A case.
This case
    Yr achos hwn
What to do
    Beth i'w wneud
History
    Hanes
What is known
    Yr hyn sy'n hysbys
People
    Pobl
Map
    Map
Where it is: {where}
    Ble y mae: {where}
The case is here
    Mae'r achos yma
The same in words
    Yr un peth mewn geiriau
This case is restricted: to everybody who is not let in it is not there.
    Mae'r achos hwn wedi'i gyfyngu: i bawb na chaiff ddod i mewn, nid yw yno.
Tasks
    Tasgau
Task
    Tasg
For: {who}
    Ar gyfer: {who}
Yours
    Eich un chi
With {person}
    Gyda: {person}
Nobody has taken it yet
    Nid oes neb wedi'i chymryd eto
not required
    nid yw'n ofynnol
What you can do
    Beth allwch chi ei wneud
Leads to: {places}
    Yn arwain at: {places}
As things stand it cannot be done:
    Fel y mae pethau ni ellir ei wneud:
There is nothing for you to do on this case now.
    Nid oes dim i chi ei wneud ar yr achos hwn nawr.
What others can do, and why you cannot
    Beth all eraill ei wneud, a pham na allwch chi
Forms
    Ffurflenni
Submitted by {person} on {day}
    Cyflwynwyd: {person}, {day}
version {number}
    fersiwn {number}
given back, and a draft again
    wedi'i rhoi yn ôl, ac yn ddrafft eto
Given back
    Wedi'i rhoi yn ôl
No form was submitted yet.
    Ni chyflwynwyd ffurflen eto.
What happened last
    Beth ddigwyddodd ddiwethaf
The whole history
    Yr hanes cyfan
nobody yet
    neb eto
Team: {team}
    Tîm: {team}
Linked cases
    Achosion cysylltiedig
since {day}
    ers {day}
None yet.
    Dim eto.
Tasks that are over
    Tasgau sydd ar ben
done
    wedi'i gwneud
cancelled
    wedi'i chanslo
Show the latest first
    Dangos y diweddaraf yn gyntaf
Show it as it happened
    Ei ddangos fel y digwyddodd
for {person}
    ar ran: {person}
Back to the case
    Yn ôl i'r achos

# What is known.
To be settled
    I'w setlo
An answer differs from the record. Somebody who sees both decides.
    Mae ateb yn wahanol i'r cofnod. Rhywun sy'n gweld y ddau sy'n penderfynu.
In the record
    Yn y cofnod
In the form
    Yn y ffurflen
Take it into the record
    Ei gymryd i'r cofnod
Leave the record as it is
    Gadael y cofnod fel y mae
The record is settled.
    Mae'r cofnod wedi'i setlo.
Not known any more
    Ddim yn hysbys mwyach
{person} on {day}
    {person}, {day}
What was said before
    Beth a ddywedwyd o'r blaen
Nothing that you may see.
    Dim byd y cewch ei weld.
Nothing stands in the chronology yet.
    Nid oes dim yn y gronoleg eto.

# Finding, and starting.
Find or start a case
    Dod o hyd i achos neu ei ddechrau
Start a case
    Dechrau achos
Name, other name, date of birth or reference
    Enw, enw arall, dyddiad geni neu gyfeirnod
What is spelled nearly so is found too.
    Deuir o hyd hefyd i'r hyn a sillefir bron yr un fath.
Find
    Dod o hyd
Found, the nearest first
    Cafwyd hyd, yr agosaf yn gyntaf
Nobody was found that you may see
    Ni chafwyd hyd i neb y cewch ei weld
There are many cases: only the latest were looked through. Add another word to be surer.
    Mae llawer o achosion: dim ond y diweddaraf a chwiliwyd. Ychwanegwch air arall i fod yn fwy sicr.
Near
    Agos
Fits: {what}
    Yn cyfateb: {what}
None of these?
    Dim un o'r rhain?
Start a case about somebody or some place new: {kind}
    Dechrau achos am rywun neu rywle newydd: {kind}
Start: {process}
    Dechrau: {process}
For example 27 3 2011
    Er enghraifft 27 3 2011
You may not begin a case about this.
    Ni chewch ddechrau achos am hyn.
Write the name first: a case is about somebody or some place.
    Ysgrifennwch yr enw yn gyntaf: mae achos am rywun neu rywle.
The case is open.
    Mae'r achos ar agor.
Cases
    Achosion
ended on {day}
    daeth i ben: {day}
Nobody holds a place yet.
    Nid oes neb yn dal lle eto.

# Tasks.
Done on {day}.
    Gwnaed: {day}.
Cancelled.
    Wedi'i chanslo.
It is yours.
    Eich un chi yw hi.
It is with {person}.
    Gyda: {person}.
Nobody has taken it yet.
    Nid oes neb wedi'i chymryd eto.
Open the form
    Agor y ffurflen
Take this task
    Cymryd y dasg hon
Let it go
    Ei gollwng
Give it to somebody
    Ei rhoi i rywun
To whom
    I bwy
Give it to them
    Ei rhoi iddynt
Why
    Pam
Why (if you want to say it)
    Pam (os ydych am ei ddweud)
Their user name
    Eu henw defnyddiwr
What was answered
    Yr hyn a atebwyd
What was sent with it
    Yr hyn a anfonwyd gyda hi
The task is yours now.
    Eich tasg chi yw hi nawr.
The task is free again.
    Mae'r dasg yn rhydd eto.
The task was given to somebody else.
    Rhoddwyd y dasg i rywun arall.

# Actions.
It is done, and in the history of the case.
    Mae wedi'i wneud, ac yn hanes yr achos.
Do not do it
    Peidio â'i wneud
Look for a case to link
    Chwilio am achos i'w gysylltu
Look
    Chwilio
A case
    Achos
Which case
    Pa achos
None of these: begin a new case
    Dim un o'r rhain: dechrau achos newydd
Choose a case, or that a new one begins.
    Dewiswch achos, neu fod un newydd yn dechrau.
Who takes it
    Pwy sy'n ei gymryd

# Who is on a case, and who may know of it.
Who is on the case
    Pwy sydd ar yr achos
Give the place
    Rhoi'r lle
Make it free
    Ei ryddhau
Change who holds it
    Newid pwy sy'n ei ddal
Say who is to take the place.
    Dywedwch pwy sydd i gymryd y lle.
This process has no places to hold.
    Nid oes lleoedd i'w dal yn y broses hon.
Who held it before
    Pwy oedd yn ei ddal o'r blaen
The place on the case was given.
    Rhoddwyd y lle ar yr achos.
The place on the case is free.
    Mae'r lle ar yr achos yn rhydd.
Who may know of this case
    Pwy gaiff wybod am yr achos hwn
It is restricted to:
    Mae wedi'i gyfyngu i:
Why it need not be restricted any more
    Pam nad oes angen ei gyfyngu mwyach
Let everybody in again
    Gadael pawb i mewn eto
Who is let in, beside you
    Pwy gaiff ddod i mewn, ar wahân i chi
User names, one a line. To everybody else the case is not there.
    Enwau defnyddwyr, un ar bob llinell. I bawb arall nid yw'r achos yno.
Why it is restricted
    Pam y mae wedi'i gyfyngu
Restrict this case
    Cyfyngu'r achos hwn
The case is restricted now.
    Mae'r achos wedi'i gyfyngu nawr.
The case is not restricted any more.
    Nid yw'r achos wedi'i gyfyngu mwyach.
Who looked at it
    Pwy edrychodd arno
by breaking the glass
    trwy dorri'r gwydr
Open a restricted case in an emergency
    Agor achos cyfyngedig mewn argyfwng
What you do here is on record, and those who are answerable for the case are told at once.
    Cofnodir yr hyn a wnewch yma, a dywedir ar unwaith wrth y rhai sy'n atebol am yr achos.
Reference of the case
    Cyfeirnod yr achos
Why you have to see it now
    Pam y mae'n rhaid i chi ei weld nawr
Open the case
    Agor yr achos

# What went wrong.
This cannot be done yet
    Ni ellir gwneud hyn eto
Nothing was changed. This is why:
    Ni newidiwyd dim. Dyma pam:
Go back
    Yn ôl
Back
    Yn ôl
Go to my work
    Mynd at fy ngwaith
Page not found
    Heb ddod o hyd i'r dudalen
It is not there, or it is not one that you may see.
    Nid yw yno, neu nid yw'n un y cewch ei gweld.
Somebody else was first
    Roedd rhywun arall yn gyntaf
Nothing of yours was changed.
    Ni newidiwyd dim o'ch eiddo chi.
This is too large
    Mae hwn yn rhy fawr
What you sent is larger than can be taken at once. Nothing was changed.
    Mae'r hyn a anfonwyd gennych yn fwy nag y gellir ei gymryd ar unwaith. Ni newidiwyd dim.
This cannot be read
    Ni ellir darllen hwn
What was sent is no form of ours. Nothing was changed. Load the page again.
    Nid ffurflen o'n heiddo ni a anfonwyd. Ni newidiwyd dim. Llwythwch y dudalen eto.
This was not sent
    Nid anfonwyd hwn
This page was open too long, or was not ours. Nothing was changed.
    Roedd y dudalen hon ar agor yn rhy hir, neu nid ein tudalen ni oedd hi. Ni newidiwyd dim.
Go back, load the page again and send it.
    Ewch yn ôl, llwythwch y dudalen eto a'i hanfon.
Not available just now
    Ddim ar gael ar hyn o bryd
Something went wrong
    Aeth rhywbeth o'i le
This is our mistake, and it is on record.
    Ein camgymeriad ni yw hwn, ac mae wedi'i gofnodi.
Try again, and tell whoever looks after the service if it happens again.
    Rhowch gynnig arall arni, a dywedwch wrth bwy bynnag sy'n gofalu am y gwasanaeth os bydd yn digwydd eto.
Link
    Cyswllt
What may be read of it
    Yr hyn y gellir ei ddarllen amdano
How it is linked
    Sut y mae wedi'i gysylltu
Since
    Ers
The table below says the same.
    Mae'r tabl isod yn dweud yr un peth.

# Two records of one.
Two records of one: {who}
    Dau gofnod o'r un: {who}
What both records say
    Yr hyn a ddywed y ddau gofnod
Question
    Cwestiwn
This record: {who}
    Y cofnod hwn: {who}
The other: {who}
    Y llall: {who}
Differs
    Yn wahanol
Every case and every fact of the other record goes to this one, with who said so and when.
    Mae pob achos a phob ffaith o'r cofnod arall yn mynd i'r un hwn, gyda phwy a ddywedodd hynny a phryd.
Where they differ this one counts, and the other is proposed to be settled.
    Lle maent yn wahanol yr un hwn sy'n cyfrif, a chynigir y llall i'w setlo.
It cannot be taken back.
    Ni ellir ei ddadwneud.
They are the same: make them one
    Yr un ydynt: eu gwneud yn un
Leave them as they are
    Eu gadael fel y maent
Look for the other record
    Chwilio am y cofnod arall
Nobody else was found.
    Ni chafwyd hyd i neb arall.
Another record is of the same
    Mae cofnod arall o'r un
The two records are one now.
    Mae'r ddau gofnod yn un bellach.
""")
