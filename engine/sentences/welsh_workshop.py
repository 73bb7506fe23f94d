"""What the workshop's page says, in Welsh. A draft, as `engine.sentences.welsh` is, and written in the same way."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import in_pairs

WORKSHOP: Mapping[str, str] = in_pairs("""\
# Who is let in.
This page is open at an address of this machine only.
    Dim ond mewn cyfeiriad ar y peiriant hwn y mae'r dudalen hon ar agor.
Open the address that the command printed: it has the key of this page.
    Agorwch y cyfeiriad a argraffwyd gan y gorchymyn: mae allwedd y dudalen hon ynddo.
Another page sent this, so nothing was done.
    Tudalen arall a anfonodd hyn, felly ni wnaed dim.
There is nothing here.
    Nid oes dim yma.
This is more than is taken at once. Nothing was changed.
    Mae hyn yn fwy nag a gymerir ar unwaith. Ni newidiwyd dim.
Something went wrong here. What was typed is still there: load the page again.
    Aeth rhywbeth o'i le yma. Mae'r hyn a deipiwyd yno o hyd: llwythwch y dudalen eto.
Too many browsers look on already.
    Mae gormod o borwyr yn gwylio eisoes.

# The page.
Workshop
    Gweithdy
Contents
    Cynnwys
Workflows
    Llifoedd gwaith
As at the last version without errors: what is typed has some.
    Fel yn y fersiwn ddiwethaf heb wallau: mae rhai yn yr hyn a deipiwyd.
Nothing can be shown yet: there is no version without errors. The errors are listed below the text.
    Ni ellir dangos dim eto: nid oes fersiwn heb wallau. Mae'r gwallau wedi'u rhestru o dan y testun.

# Keeping, drafts and the rest of the screen.
On the screen now: the draft "{draft}".
    Ar y sgrin nawr: y drafft "{draft}".
What is typed is in the draft "{draft}".
    Mae'r hyn a deipiwyd yn y drafft "{draft}".
Begun: {file}. It is kept with the rest.
    Dechreuwyd: {file}. Cedwir hi gyda'r gweddill.
The other text is in the draft "{draft}".
    Mae'r testun arall yn y drafft "{draft}".
Everything is kept already.
    Mae popeth wedi'i gadw eisoes.
Laid out: {file}.
    Gosodwyd: {file}.
This file is left as it is: it cannot be laid out before what is wrong with it is put right.
    Gadewir y ffeil hon fel y mae: ni ellir ei gosod cyn cywiro'r hyn sydd o'i le arni.
A new file has a folder of definitions and a name in small letters, such as form_schemas/home_visit.yaml.
    Mae gan ffeil newydd ffolder ac enw mewn llythrennau bach, megis form_schemas/home_visit.yaml.
No draft was made: either all is kept, or its name is not a short one of letters, digits and spaces.
    Ni wnaed drafft: naill ai cadwyd popeth, neu nid yw ei enw yn un byr o lythrennau, rhifau a bylchau.
Not kept, because it cannot be written: {files}. May you write there, and is there room?
    Heb ei gadw, oherwydd na ellir ei ysgrifennu: {files}. A gewch chi ysgrifennu yno, ac a oes lle?
Not kept, because something else wrote there meanwhile: {files}. Choose which text stands.
    Heb ei gadw, oherwydd i rywbeth arall ysgrifennu yno yn y cyfamser: {files}. Dewiswch pa destun sy'n sefyll.
Not kept, because it cannot be read yet: {files}. See what is wrong below the text.
    Heb ei gadw, oherwydd na ellir ei ddarllen eto: {files}. Gweler beth sydd o'i le o dan y testun.
Kept: {files}.
    Cadwyd: {files}.
Skip to the text
    Neidio i'r testun
Skip to what is shown
    Neidio i'r hyn a ddangosir
Keep
    Cadw
Undo
    Dadwneud
Redo
    Ailwneud
More
    Rhagor
Put this file in the house layout
    Gosod y ffeil hon yn null y tŷ
Take this file back to what is kept
    Mynd â'r ffeil hon yn ôl i'r hyn a gadwyd
Name of a draft
    Enw drafft
Save as a draft
    Cadw fel drafft
Drafts
    Drafftiau
New file
    Ffeil newydd
Begin it
    Ei dechrau
Plain text area
    Blwch testun plaen
Smaller letters
    Llythrennau llai
Larger letters
    Llythrennau mwy
Text and view
    Testun a golwg
Text only
    Testun yn unig
View only
    Golwg yn unig
Files
    Ffeiliau
Find a file
    Dod o hyd i ffeil
Something else wrote this file. Choose which text stands; the other becomes a draft, so nothing is lost.
    Ysgrifennodd rhywbeth arall y ffeil hon. Dewiswch pa destun sy'n sefyll; daw'r llall yn ddrafft.
Lines that differ
    Llinellau sy'n wahanol
What is typed here stands
    Yr hyn a deipiwyd yma sy'n sefyll
What is on the disk stands
    Yr hyn sydd ar y ddisg sy'n sefyll
What is shown
    Yr hyn a ddangosir
Views
    Golygon
This page needs JavaScript, which everything on it is served with from your own machine.
    Mae angen JavaScript ar y dudalen hon, a daw popeth arni o'ch peiriant eich hun.
Kept in the files
    Wedi'i gadw yn y ffeiliau
Not kept yet: {count}
    Heb ei gadw eto: {count}
Reading
    Yn darllen
Not connected. What is typed stays on this page until it is.
    Heb gysylltiad. Mae'r hyn a deipiwyd yn aros ar y dudalen hon nes bod un.
Browsers here: {count}
    Porwyr yma: {count}
Errors: {errors}. Warnings: {warnings}.
    Gwallau: {errors}. Rhybuddion: {warnings}.
And {count} more
    A {count} arall
not kept
    heb ei gadw
two versions
    dwy fersiwn
Text of {file}
    Testun {file}
This file is no longer there.
    Nid yw'r ffeil hon yno mwyach.
None yet
    Dim eto
That did not work. What was typed is still here.
    Ni weithiodd hynny. Mae'r hyn a deipiwyd yma o hyd.
""")
