"""The command line. Each command is a few lines over one function; a known error prints what to do and exits 2."""

import asyncio
import functools
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.table import Table

from graphsvc import __version__
from graphsvc.access.classes import policies_folder, read_policy, site_file
from graphsvc.access.matrix import Matrix, changes, most, said_by, sides
from graphsvc.access.tokens import new_token_id
from graphsvc.access.written import written_policies
from graphsvc.api.codes import errors_text
from graphsvc.api.family_file import FileWish, family_file
from graphsvc.api.schema import schema_text
from graphsvc.app import Explain, explain_policy, purge_on_record, serve, served_on
from graphsvc.audit import check as audit_check
from graphsvc.audit.trees import FOLDER
from graphsvc.catalogue import read_catalogue
from graphsvc.clock import clock_from
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.jars import of_file
from graphsvc.database.local import free_port, running_server
from graphsvc.database.migrations import migrate as apply_migrations
from graphsvc.database.missing import Missing, broken_intel, missing_fields
from graphsvc.database.word import host_word
from graphsvc.demo import demo as run_demo
from graphsvc.demo import personas, token_for
from graphsvc.errors import GraphsvcError
from graphsvc.importing.command import import_command
from graphsvc.importing.gedcom.book import Stating
from graphsvc.importing.gedcom.command import gedcom_command, not_there_yet, told, write_whole
from graphsvc.importing.gedcom.export import Wish
from graphsvc.model.codes import CODES
from graphsvc.model.intel import MOST_YEARS
from graphsvc.model.safety_lines import LINES
from graphsvc.model.site import read_site
from graphsvc.records.purge import Keeper, preview
from graphsvc.settings import Settings, read_settings

P = ParamSpec("P")
R = TypeVar("R")
TABLES = ("table", "policy")
MOST_SHOWN = 50  # rows of differences; the count says how many there are
SCHEMA, ERRORS = (Path(__file__).parents[1] / name for name in ("schema.graphql", "errors.json"))


def explained(command: Callable[P, R]) -> Callable[P, R]:
    """Known errors leave as two lines on stderr and exit code 2, never as a stack trace."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GraphsvcError as fault:
            _refuse(fault)
        except BrokenPipeError:
            raise  # whoever read the output has seen enough
        except OSError as fault:
            _refuse(of_file(fault))

    return run


def _refuse(fault: GraphsvcError) -> NoReturn:
    click.echo(f"{fault.code}: {fault.message}\n{fault.next_step}", err=True)
    sys.exit(2)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """By which paths can somebody be influenced, and which relatives should be reached, by whom, and safely."""


@main.command()
@click.option("--once", is_flag=True, help="Stop after printing the answers.")
@click.option(
    "--people",
    type=click.IntRange(min=100),
    default=40_000,
    show_default=True,
    help="How many people the demo city has.",
)
@explained
def demo(once: bool, people: int) -> None:
    """Real answers over a synthetic city, with personas and ready tokens."""
    run_demo(once=once, people=people)


@main.command("serve")
@explained
def serve_command() -> None:
    """Serve GraphQL over the configured database."""
    settings = read_settings()
    read_site(site_file(settings.site, policies_folder(settings.policies)))
    free_port(settings.host, settings.port, "GRAPHSVC_PORT")
    with running_server(settings) as connection:
        serve(settings, connection)


AGENCY = click.option("--agency", help="Id of the agency whose statements a GEDCOM file holds.")
COMPARTMENT = click.option(
    "--compartment",
    type=click.Choice(CODES["compartment"]),
    default="FAMILY",
    show_default=True,
    help="Which rules those fall under.",
)


@main.command("import")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check every row and report; write nothing.")
@click.option("--mapping", type=click.Path(path_type=Path), help="TOML that reads foreign wide CSV files.")
@AGENCY
@COMPARTMENT
@click.option("--prefix", help="Put before its xrefs to make ids: another for each file, the same for it again.")
@click.option("--stated-by", default="", help="Id of the person or staff member who made the GEDCOM file.")
@click.option(
    "--stated-as", type=click.Choice(CODES["stated_as"]), default="RECORD", show_default=True, help="In what capacity."
)
@explained
def import_bundle(
    bundle: Path,
    dry_run: bool,
    mapping: Path | None,
    agency: str | None,
    compartment: str,
    prefix: str | None,
    stated_by: str,
    stated_as: str,
) -> None:
    """Load BUNDLE: one CSV or JSONL per noun (seed/BUNDLE.md), or a GEDCOM file 5.5, 5.5.1 or 7. Safe to run again."""
    # every program calls its first person I1, and an id that is there is replaced: no prefix is a safe default
    stating = Stating(agency, compartment, stated_by, stated_as, prefix) if agency and prefix is not None else None
    sys.exit(import_command(read_settings(), bundle, dry_run=dry_run, mapping=mapping, stating=stating))


@main.command("gedcom")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--agency", required=True, help="Id of the agency whose statements are written.")
@COMPARTMENT
@click.option("--prefix", help="Taken from ids to make xrefs.", default="")
@explained
def gedcom(bundle: Path, file: Path, agency: str, compartment: str, prefix: str) -> None:
    """Write one agency's family statements of BUNDLE, or of a GEDCOM file, to FILE as GEDCOM 7.0."""
    click.echo(gedcom_command(read_settings(), bundle, file, Wish(agency, compartment, prefix)))


@main.command("export")
@click.argument("person")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Holds the bearer token of whoever asks.",
)
@click.option("--purpose", required=True, help="The handle of her open purpose.")
@COMPARTMENT
@click.option("--prefix", help="Taken from ids to make xrefs.", default="")
@explained
def export(person: str, file: Path, token_file: Path, purpose: str, compartment: str, prefix: str) -> None:
    """Write the family of PERSON, one of your own people, to FILE as GEDCOM 7.0: your agency's statements alone."""
    not_there_yet(file)
    settings = read_settings()
    wish = FileWish(person, token_file.read_text(encoding="utf-8").strip(), purpose, compartment, prefix)
    with running_server(settings) as connection:
        click.echo(asyncio.run(_exported(settings, connection, wish, file)))


@main.command()
@explained
def migrate() -> None:
    """Apply the numbered migrations that the graph has not recorded yet."""
    settings = read_settings()
    with running_server(settings) as connection:
        applied = asyncio.run(_migrate(settings, connection))
    click.echo(f"{len(applied)} migrations applied: {', '.join(str(m) for m in applied) or 'none were due'}")


@main.command()
@explained
def check() -> None:
    """List records that miss a required field or break a rule of 28 CFR 23. Exit code 1 when there are any."""
    settings = read_settings()
    with running_server(settings) as connection:
        found = asyncio.run(_missing(settings, connection))
    for row in found:
        click.echo(f"{row.noun} {row.id}: {', '.join(row.fields)}")
    click.echo(f"{len(found)} records miss a required field or break a rule.")
    sys.exit(1 if found else 0)


@main.command("purge")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="On which day; left out: today. A later one: preview only."
)
@click.option("--preview", "only_preview", is_flag=True, help="List what would go, and a token; delete nothing.")
@click.option("--token", help="Delete exactly what the preview with this token showed.")
@click.option("--whatever-is-due", is_flag=True, help="Delete what is due now without a preview: the nightly job.")
@explained
def purge_command(on: datetime | None, only_preview: bool, token: str | None, whatever_is_due: bool) -> None:
    """Delete what is past its time, from the graph, from memory and from this host's disk."""
    settings = read_settings()
    today = clock_from(settings.clock, settings.zone).today()
    day = on.date() if on else today
    if not only_preview and (day > today or not (token or whatever_is_due)):
        raise click.UsageError("Preview first, then purge with its --token, on a day that has come.")
    with running_server(settings) as connection:
        click.echo(asyncio.run(_purged(settings, connection, day, token, only_preview)))


@main.command()
@click.option("--as", "name", required=True, help="A staff id of the personas: " + ", ".join(personas()))
@explained
def token(name: str) -> None:
    """A bearer token of its own for a persona, signed by the local key (demo and tests)."""
    click.echo(token_for(read_settings(), name, new_token_id()))


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Say whether the files are fresh; write nothing.")
def schema(only_check: bool) -> None:
    """Write schema.graphql, errors.json, and the policies that stand in the tables of policies/."""
    for file, text in (
        (SCHEMA, schema_text()),
        (ERRORS, errors_text()),
        *written_policies(policies_folder(None)).items(),
    ):
        if not only_check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            click.echo(f"{file.name} is stale: run make schema", err=True)
            sys.exit(1)


@main.group()
def audit() -> None:
    """The audit log: signed checkpoints of it, and whether it is still what it was. Exit code 1 when it is not."""


FILE = click.Path(path_type=Path)
KEY = click.option("--key", help="The line of text that checks the signature; left out: this installation's key.")


@audit.command("checkpoint")
@click.option("--since", type=FILE, help="The checkpoint before: refused unless the log only grew, and proves that.")
@explained
def audit_checkpoint(since: Path | None) -> None:
    """Print a signed checkpoint of every tree. Keep it where the administrators of this machine cannot write."""
    settings = read_settings()
    before = audit_check.read_signed(settings.home, since, None)
    at = clock_from(settings.clock, settings.zone).now().isoformat()
    note = audit_check.checkpoint(
        settings.home, settings.home / FOLDER, at, before, functools.partial(click.echo, err=True)
    )
    if note is None:
        sys.exit(1)
    click.echo(note, nl=False)


@audit.command("verify")
@click.argument("folder", type=FILE)
@click.option("--checkpoint", "file", type=FILE, help="A checkpoint exported earlier: shows what happened since.")
@click.option("--entry", help="An answerId: prove that its entries stand in the log.")
@KEY
@explained
def audit_verify(folder: Path, file: Path | None, entry: str | None, key: str | None) -> None:
    """Look for edits, drops, reorderings, cut ends, older copies and missing trees in FOLDER."""
    before = audit_check.read_signed(read_settings().home, file, key)
    sys.exit(audit_check.verify(folder, before, entry, click.echo))


@audit.command("compare")
@click.argument("earlier", type=FILE)
@click.argument("later", type=FILE)
@KEY
@explained
def audit_compare(earlier: Path, later: Path, key: str | None) -> None:
    """Whether LATER, made with --since EARLIER, proves that the log only grew: without the log itself."""
    home = read_settings().home
    before, after = (audit_check.read_signed(home, file, key) for file in (earlier, later))
    assert before and after
    sys.exit(audit_check.compare(before, after, click.echo))


@main.command("safety-lines")
def safety_lines() -> None:
    """The safety lines, their effects and where each fact comes from."""
    table = Table("#", "line", "effects", "facts", "route")
    for line in LINES:
        effects = ", ".join(effect.value for effect in line.effects)
        table.add_row(str(line.number), line.sentence, effects, ", ".join(line.facts), line.route)
    Console().print(table)


@main.group()
def policy() -> None:
    """Who may see what: explained, tested against the tables, compared with another folder."""


@policy.command("explain")
@click.option("--as", "user", required=True, help="Staff id of whose access it is.")
@click.option("--field", required=True, help="The question, as permissions.csv names it.")
@click.option("--record", required=True, help="Id of a person, a statement, a tie or a contact.")
@click.option("--purpose", default="", help="Left out: the first for which these roles may ask it.")
@click.option("--case", default=None, help="Case number of the purpose.")
@explained
def policy_explain(user: str, field: str, record: str, purpose: str, case: str | None) -> None:
    """Which rule of which file permits or refuses, step by step. It reads the graph, so it is written to the audit log.

    Exit code 1 when it is refused.
    """
    settings = read_settings()
    with running_server(settings) as connection:
        permitted, lines = asyncio.run(_explain(settings, connection, Explain(user, field, record, purpose, case)))
    click.echo(lines)
    sys.exit(0 if permitted else 1)


@policy.command("test")
@explained
def policy_test() -> None:
    """Compare the policies with the three tables. Exit code 1 when they differ in anything."""
    said = read_policy(policies_folder(read_settings().policies))
    ours = said_by(said, sides(said))
    _print_changes({cell: most(said.ceilings, cell) for cell in ours}, ours, TABLES)


@policy.command("diff")
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@explained
def policy_diff(old: Path, new: Path) -> None:
    """Whom the change from OLD to NEW, two folders of policies, lets see what, and whom no longer. Exit code 1: any."""
    before, after = read_policy(old), read_policy(new)
    told = sides(before, after)
    _print_changes(said_by(before, told), said_by(after, told), ("was", "is"))


def _print_changes(before: Matrix, after: Matrix, heads: tuple[str, str]) -> None:
    found = changes(before, after)
    for who, what, purposes, old, new in found[:MOST_SHOWN]:
        click.echo(f"{who}: {what}, for {purposes}: {heads[0]} {old}, {heads[1]} {new}")
    if found or heads == TABLES:
        click.echo(f"{len(before)} decisions compared, {len(found)} differ.")
    sys.exit(1 if found else 0)


async def _explain(settings: Settings, connection: Connection, wish: Explain) -> tuple[bool, str]:
    async with _graph(settings, connection) as graph:
        return await explain_policy(settings, graph, wish)


async def _exported(settings: Settings, connection: Connection, wish: FileWish, file: Path) -> str:
    async with _graph(settings, connection) as graph:
        served = served_on(settings, graph, clock_from(settings.clock, settings.zone))
        with closing(served.audit):
            made, truncated = await family_file(served, wish)
    write_whole(file, made.text)
    return told(file, made) + ("\n  The family is larger: the nearest people are in the file." if truncated else "")


async def _migrate(settings: Settings, connection: Connection) -> list[int]:
    async with _graph(settings, connection) as graph:
        return [m.number for m in await apply_migrations(graph, clock_from(settings.clock, settings.zone))]


async def _missing(settings: Settings, connection: Connection) -> list[Missing]:
    today = clock_from(settings.clock, settings.zone).today()
    async with _graph(settings, connection) as graph:
        return [*await missing_fields(graph), *await broken_intel(graph, today, MOST_YEARS)]


async def _purged(settings: Settings, connection: Connection, on: date, token: str | None, only_preview: bool) -> str:
    folder = policies_folder(settings.policies)
    file = site_file(settings.site, folder)
    async with _graph(settings, connection) as graph:
        await apply_migrations(graph, clock_from(settings.clock, settings.zone))
        keeper = Keeper(graph, read_site(file), settings.home, read_policy(folder, file).version)
        if only_preview:
            return (await preview(keeper, on)).text
        clock = clock_from(settings.clock, settings.zone)
        return f"{await purge_on_record(keeper, clock, on, token)} records purged."


@asynccontextmanager
async def _graph(settings: Settings, connection: Connection) -> AsyncIterator[Graph]:
    word = host_word(settings.home)
    graph = await Graph.open(connection, read_catalogue(), deadline_seconds=600, word=word)
    try:
        yield graph
    finally:
        await graph.close()
