"""`casepath schema`: JSON Schema of a form's answers, for programs; or of the definition files, for editors."""

from __future__ import annotations

import json

import click

_KINDS = ("configuration", "form", "list", "part", "record", "workflow", "scenarios")


@click.command(
    epilog="""\b
Examples:
  casepath schema . contact_referral
  casepath schema . contact_referral --out contact_referral.schema.json
  casepath schema --editor form --out form.schema.json

An editor uses a schema that a file's first line names:
  # yaml-language-server: $schema=form.schema.json"""
)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("form", required=False)
@click.option(
    "--editor",
    type=click.Choice(_KINDS),
    help="The schema of a kind of definition file instead; needs no folder. casepath.yaml is the configuration.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=str),
    help="The file to write. Left out, it is printed.  Example: --out contact_referral.schema.json",
)
def schema(folder: str | None, form: str | None, editor: str | None, out: str | None) -> None:
    """Write the JSON Schema of the answers to FORM of the configuration in FOLDER, as Casepath keeps them.

    A program can judge answers by it before it sends them. What depends on other answers is listed in words under
    x-casepath. FORM may be left out where there is only one.
    """
    from engine.cli.reading import give

    if editor is not None and folder is not None:
        raise click.UsageError("--editor needs no folder: its schema is the same for every configuration.")
    if editor is None and folder is None:
        raise click.UsageError("Name a folder and a form, or a kind of file: casepath schema --editor form")
    made = _of_form(folder, form) if folder is not None else _of_files(editor or "")
    give(json.dumps(made, indent=2, ensure_ascii=False) + "\n", out)


def _of_form(folder: str, form: str | None) -> object:
    from engine.cli.reading import checked, form_named
    from engine.interop.json_schema import form_schema

    definition = checked(folder).definition
    return form_schema(definition, definition.forms[form_named(definition, form)])


def _of_files(editor: str) -> object:
    from engine.interop.editor_schema import KINDS, editor_schema

    return editor_schema(next(kind for kind in KINDS if kind == editor))
