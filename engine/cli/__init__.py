"""The `casepath` command. A verb is imported when it is called, so that `--help` starts at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from importlib import import_module

import click

_VERBS: Mapping[str, tuple[str, str]] = {
    "init": ("engine.cli.init", "Start a council that builds on a template."),
    "check": ("engine.cli.check", "Find every mistake in a folder of definitions."),
    "format": ("engine.cli.format", "Write definition files in the house layout."),
    "demo": ("engine.cli.demo", "Play two fictional cases through the real engine."),
    "serve": ("engine.cli.serve", "Open the worker's pages in a browser."),
    "workshop": ("engine.cli.workshop", "Change definitions together, on a shared screen."),
    "test": ("engine.cli.test", "Run the scenarios of a folder of definitions."),
    "explore": ("engine.cli.explore", "Look at everything that a case can come to."),
    "mutate": ("engine.cli.mutate", "See whether the scenarios notice a change."),
    "try": ("engine.cli.try_", "Play with a fictional case, at a prompt."),
    "diff": ("engine.cli.diff", "Say in sentences what one configuration changes in another."),
    "compare": ("engine.cli.compare", "Show councils side by side, decision by decision."),
    "upgrade": ("engine.cli.upgrade", "Take a council to the next version of its template."),
    "diagram": ("engine.cli.diagram", "Draw a workflow."),
    "explain": ("engine.cli.explain", "Explain a question, or where a setting comes from."),
    "print": ("engine.cli.print", "Print a form: its rules, blank, or with its answers."),
    "letter": ("engine.cli.letter", "Draw a letter, with made up or given answers."),
    "schema": ("engine.cli.schema", "Write the JSON Schema of a form, or for an editor."),
    "translate": ("engine.cli.translate", "Keep translations up to date, in files or sheets."),
    "publish": ("engine.cli.publish", "Propose a folder, and publish it once approved."),
    "releases": ("engine.cli.releases", "See, approve and publish a council's releases."),
    "db": ("engine.cli.db", "Create or upgrade the tables, back up, restore."),
    "worker": ("engine.cli.worker", "Do what time is to do: reminders, limits, messages."),
    "health": ("engine.cli.health", "See whether all is well, for a probe."),
    "deliveries": ("engine.cli.deliveries", "See what receivers of events would not take."),
    "move-cases": ("engine.cli.move_cases", "Move cases to this version, or see whether they can."),
    "keeping": ("engine.cli.keeping", "Erase what was kept long enough, by two people."),
    "keys": ("engine.cli.keys", "Encrypt answers, and go over to another key."),
    "subject-access": ("engine.cli.subject_access", "Draw up all that is held about a person."),
    "audit": ("engine.cli.audit", "Find what was changed by hand, and who looked."),
}
"""Verb -> the module that has it under its own name, and its line in the list of verbs."""

_EXAMPLES = """\b
Examples:
  casepath check .                     find every mistake, with its line and a remedy
  casepath format .                    put the files in the house layout
  casepath test .                      run the scenarios
  casepath diagram . child_front_door  draw a workflow
  casepath demo                        see two fictional cases go through
"""


class _Verbs(click.Group):
    """A group that knows its verbs by name and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module = import_module(_VERBS[cmd_name][0])
        # `print` is Python's own word, so its command has another name there.
        name = cmd_name.replace("-", "_")
        command = getattr(module, name, None) or getattr(module, f"{name}_")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _VERBS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _VERBS and not args[0].startswith("-"):
            from engine.findings import suggestion

            raise click.UsageError(
                f'There is no command "{args[0]}". {suggestion(args[0], _VERBS, what="commands")}', ctx
            )
        return super().resolve_command(ctx, args)


@click.group(cls=_Verbs, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="casepath", prog_name="casepath", message="%(prog)s %(version)s")
def main() -> None:
    """Forms and workflows for councils, written in YAML."""
    # Python looks for garbage after every 700 new objects, and definitions are many that stay: a tenth of a command.
    gc.set_threshold(50_000, 10, 10)
    # Looking for plugins of pydantic's reads what every installed package says of itself. None is ours.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
