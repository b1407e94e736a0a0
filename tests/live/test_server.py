"""The local server as a person meets it: locked, loopback only, one at a time; and any other server by its URI."""

import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from graphsvc.catalogue import read_catalogue
from graphsvc.database.connection import Connection
from graphsvc.database.driver import Graph
from graphsvc.database.local import running_server
from graphsvc.errors import DatabaseGone, PortTaken, SettingError, StoreInUse, WrongPassword
from graphsvc.settings import Settings
from tests.conftest import settings_at
from tests.live.processes import listening, pid_of, processes_on

LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F"}  # 127.0.0.1, plain and mapped into IPv6


def test_password_file_is_for_its_owner_only(connection: Connection, server_settings: Settings) -> None:
    path = server_settings.home / "neo4j" / "password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text()) == 48
    assert path.read_text() == connection.password


@pytest.mark.parametrize("password", ["neo4j", "", "wrong"])
async def test_other_passwords_are_refused(connection: Connection, password: str) -> None:
    with pytest.raises(WrongPassword):
        await Graph.open(replace(connection, password=password), read_catalogue())


def test_server_listens_on_loopback_only(connection: Connection, server_settings: Settings) -> None:
    found = listening(pid_of("java", server_settings.home / "neo4j"))
    assert found and found <= LOOPBACK


def test_second_start_on_the_store_is_refused(connection: Connection, server_settings: Settings) -> None:
    with pytest.raises(StoreInUse) as refused, running_server(server_settings):
        pass
    assert str(server_settings.home / "neo4j") in refused.value.message
    assert connection.uri in refused.value.next_step


def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(PortTaken, match=port), running_server(settings_at(tmp_path, GRAPHSVC_NEO4J_PORT=port)):
            pass


@pytest.fixture
def elsewhere(connection: Connection, server_settings: Settings, tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has a server of their own."""
    return {
        "GRAPHSVC_NEO4J_URI": connection.uri,
        "GRAPHSVC_NEO4J_PASSWORD_FILE": str(server_settings.home / "neo4j" / "password"),
    }


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_server_of_ones_own_is_used_and_nothing_started(
    graph: Graph, elsewhere: dict[str, str], tmp_path: Path, scheme: str
) -> None:
    uri = elsewhere["GRAPHSVC_NEO4J_URI"].replace("bolt:", f"{scheme}:")
    with running_server(settings_at(tmp_path, **{**elsewhere, "GRAPHSVC_NEO4J_URI": uri})) as found:
        other = await Graph.open(found, read_catalogue())
        assert await other.read("migrations_applied") == await graph.read("migrations_applied")
        await other.close()
    assert processes_on(tmp_path / "neo4j") == {}


def test_a_server_of_ones_own_needs_a_password_file(elsewhere: dict[str, str], tmp_path: Path) -> None:
    said = {**elsewhere, "GRAPHSVC_NEO4J_PASSWORD_FILE": str(tmp_path / "nowhere")}
    with pytest.raises(SettingError), running_server(settings_at(tmp_path, **said)):
        pass


@pytest.mark.parametrize("uri", ["http://127.0.0.1:1", "bolt:/nothing", "bolt://h/path", "nonsense"])
def test_an_address_that_is_none_is_a_setting(elsewhere: dict[str, str], tmp_path: Path, uri: str) -> None:
    with pytest.raises(SettingError), running_server(settings_at(tmp_path, **{**elsewhere, "GRAPHSVC_NEO4J_URI": uri})):
        pass


async def test_an_address_where_nobody_is_means_gone() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(DatabaseGone):
            await Graph.open(Connection(uri, "neo4j", "x"), read_catalogue())
