"""A definition is made ready to run in one language; what it asks and decides is the same in each."""

from __future__ import annotations

from engine.cases.compiling import compile_configuration
from engine.definitions.assemble import assemble
from tests.support import LITTLE


def test_a_definition_and_its_forms_know_their_language_and_the_release_is_the_same_in_each() -> None:
    assembled = assemble(LITTLE)
    assert assembled.configuration is not None
    english = compile_configuration(assembled.configuration, assembled.origins).definition
    welsh = compile_configuration(assembled.configuration, assembled.origins, language="cy").definition
    assert (english.language, welsh.language) == ("en", "cy")
    assert {form.language for form in english.forms.values()} == {"en"}
    assert {form.language for form in welsh.forms.values()} == {"cy"}
    assert english.release == welsh.release
