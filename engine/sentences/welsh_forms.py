"""What the pages of forms say, in Welsh. A draft, as `engine.sentences.welsh` is, and written in the same way."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import in_pairs

FORMS: Mapping[str, str] = in_pairs("""\
# The list of a form's pages.
Questions shown: {shown}. Known already: {known}. To be answered still: {left}.
    Cwestiynau a ddangosir: {shown}. Yn hysbys eisoes: {known}. I'w hateb o hyd: {left}.
What you save stays here until you send it, finished or not.
    Bydd yr hyn a gadwch yn aros yma nes i chi ei anfon, wedi'i orffen neu beidio.
Completed
    Wedi'i gwblhau
Begun
    Wedi'i ddechrau
To be put right
    I'w gywiro
Not begun
    Heb ddechrau
Check your answers and send
    Gwirio eich atebion ac anfon

# A page of questions.
What you typed is saved.
    Mae'r hyn a deipiwyd gennych wedi'i gadw.
Go on, and put it right later
    Mynd ymlaen, a'i gywiro wedyn
Save and go on
    Cadw a mynd ymlaen
Save and come back later
    Cadw a dod yn ôl wedyn
Carried along
    Wedi'i gario ymlaen
Help with this question
    Cymorth gyda'r cwestiwn hwn
(optional)
    (dewisol)
Known already: {person} on {day}
    Yn hysbys eisoes: {person}, {day}
Known already, on {day}
    Yn hysbys eisoes, {day}
This is still right
    Mae hyn yn dal yn gywir
What was said last time
    Yr hyn a ddywedwyd y tro diwethaf
If there is no answer, why
    Os nad oes ateb, pam
or
    neu
I declare this
    Rwy'n datgan hyn
Time, like 09:30
    Amser, fel 09:30
This is about right, not exact
    Mae hyn yn fras, nid yn fanwl gywir
Of what
    O beth
Address, line by line
    Cyfeiriad, fesul llinell
Country
    Gwlad
The place in words
    Y lle mewn geiriau
Address, route or map point
    Cyfeiriad, llwybr neu bwynt ar y map
Route
    Llwybr
Latitude
    Lledred
Longitude
    Hydred
Nobody was found.
    Ni chafwyd hyd i neb.
Look for somebody by name or date of birth
    Chwilio am rywun yn ôl enw neu ddyddiad geni
I know the reference
    Rwy'n gwybod y cyfeirnod
Keep this file: {name}
    Cadw'r ffeil hon: {name}
a file
    ffeil
Choose a file
    Dewis ffeil
Send this file
    Anfon y ffeil hon
Take out: {what}
    Tynnu allan: {what}
Add another: {what}
    Ychwanegu un arall: {what}
Add: {what}
    Ychwanegu: {what}

# Answers that go, and people who write at once.
Answers that are not asked for any more
    Atebion na ofynnir amdanynt mwyach
What you changed removes other answers: {count}
    Mae'r hyn a newidiwyd gennych yn dileu atebion eraill: {count}
These are not asked for any more, and are left out when the form is sent.
    Ni ofynnir am y rhain mwyach, a chânt eu gadael allan pan anfonir y ffurflen.
Until then nothing is lost: change your answer back, and they stand as they were.
    Tan hynny ni chollir dim: newidiwch eich ateb yn ôl, a byddant fel yr oeddent.
Remove them and go on
    Eu dileu a mynd ymlaen
Go back and change my answer
    Mynd yn ôl a newid fy ateb
Somebody else changed the same answer
    Newidiodd rhywun arall yr un ateb
Keep yours
    Cadw eich un chi
Keep theirs
    Cadw eu hun nhw
Save what you chose
    Cadw'r hyn a ddewiswyd gennych
This could not be saved
    Ni ellid cadw hwn
The form was sent in the meantime, or is not yours to fill in any more.
    Anfonwyd y ffurflen yn y cyfamser, neu nid chi sydd i'w llenwi mwyach.
What you typed
    Yr hyn a deipiwyd gennych
It stands nowhere else. Copy what you need before you go on.
    Nid yw yn unman arall. Copïwch yr hyn sydd ei angen arnoch cyn mynd ymlaen.
Everything that you saved before stands as it was.
    Mae popeth a gadwyd gennych o'r blaen fel yr oedd.
Look at the form as it is now
    Edrych ar y ffurflen fel y mae nawr

# When a session ended.
You were signed out
    Cawsoch eich allgofnodi
Send what you typed again
    Anfon eto yr hyn a deipiwyd gennych
You signed in again since this was typed, so nothing is sent until you say so.
    Rydych wedi mewngofnodi eto ers teipio hyn, felly ni anfonir dim nes i chi ddweud.
What you typed is kept in this page and nowhere else, and is not shown while you are signed out.
    Cedwir yr hyn a deipiwyd gennych yn y dudalen hon ac yn unman arall, ac ni ddangosir ef tra byddwch wedi allgofnodi.
Sign in (opens in a new tab)
    Mewngofnodi (yn agor mewn tab newydd)
Come back to this tab and go on.
    Dewch yn ôl i'r tab hwn ac ewch ymlaen.
Send it
    Ei anfon
I have signed in: go on
    Rwyf wedi mewngofnodi: ymlaen

# Checking and sending.
Check your answers
    Gwirio eich atebion
Change
    Newid
To go on all the same, say why. It is kept with the form.
    I fynd ymlaen serch hynny, dywedwch pam. Fe'i cedwir gyda'r ffurflen.
If somebody told you this
    Os dywedodd rhywun hyn wrthych
Who said it
    Pwy a'i dywedodd
How, by telephone for instance
    Sut, dros y ffôn er enghraifft
When, if not now, like 2026-03-27T10:00
    Pryd, os nad nawr, fel 2026-03-27T10:00
What happens next
    Beth sy'n digwydd nesaf
The task is done: {task}
    Mae'r dasg wedi'i gwneud: {task}
Send: {what}
    Anfon: {what}
Send it later
    Ei anfon wedyn
Saved at {time}
    Wedi'i gadw am {time}
The pages do not answer just now.
    Nid yw'r tudalennau'n ateb ar hyn o bryd.
What you typed is in this page: keep it open. It is tried again every few seconds.
    Mae'r hyn a deipioch yn y dudalen hon: cadwch hi ar agor. Rhoddir cynnig arall arni bob ychydig eiliadau.
What you typed is in this page: keep it open.
    Mae'r hyn a deipioch yn y dudalen hon: cadwch hi ar agor.
Theirs stands for now, and yours is in this page.
    Eu hateb nhw sy'n sefyll am y tro, ac mae'ch un chi yn y dudalen hon.
Look at both and choose
    Edrych ar y ddau a dewis
See what you typed, to copy it
    Gweld yr hyn a deipioch, i'w gopïo
This cannot be saved as it stands.
    Ni ellir cadw hwn fel y mae.
See why
    Gweld pam
A question that is not asked here any more
    Cwestiwn na ofynnir yma mwyach

# What was submitted, put right or taken out.
Correct
    Cywiro
Correct: {what}
    Cywiro: {what}
Correct it
    Ei gywiro
Leave it as it is
    Ei adael fel y mae
Why it is corrected
    Pam y caiff ei gywiro
What was said before stays on record, with who corrected it, when and why.
    Bydd yr hyn a ddywedwyd o'r blaen yn aros ar gofnod, gyda phwy a'i cywirodd, pryd a pham.
It is corrected. What was said before stays on record.
    Mae wedi'i gywiro. Mae'r hyn a ddywedwyd o'r blaen yn aros ar gofnod.
Nothing was changed on this page.
    Ni newidiwyd dim ar y dudalen hon.
Withdraw: {what}
    Tynnu'n ôl: {what}
Withdraw it
    Ei dynnu'n ôl
Why it is withdrawn
    Pam y caiff ei dynnu'n ôl
It is withdrawn.
    Mae wedi'i dynnu'n ôl.
Nothing shows, copies or reads these answers any more. The note stays in the history of the case.
    Ni fydd dim yn dangos, yn copïo nac yn darllen yr atebion hyn mwyach. Mae'r nodyn yn aros yn hanes yr achos.
What was sent before
    Yr hyn a anfonwyd o'r blaen
""")
