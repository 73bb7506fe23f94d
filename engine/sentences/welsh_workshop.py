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
""")
