"""Opens a room for browsers: the first administrator, the import, the server."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser

import click
import uvicorn

from extractor.errors import GoujiError
from extractor.web import accounts
from extractor.web.app import create_app
from extractor.web.database import Database
from extractor.web.importing import import_all
from extractor.web.settings import Settings
from extractor.web.trail import Actor

_TRIES = 3


def serve_room(settings: Settings, host: str, port: int, admin: str, shows: bool) -> None:
    """Serve a room until it is ended. Raises GoujiError."""
    database = Database.open(settings)
    try:
        _first_admin(database, admin)
        _import(settings, database)
        listening = _listening(host, port)
        address = f"http://{host if ':' not in host else f'[{host}]'}:{listening.getsockname()[1]}"
        click.echo(f"审核室已打开：{address}（按 Ctrl+C 关闭）")
        if shows:
            threading.Timer(1.0, webbrowser.open, (address,)).start()
        app = create_app(settings, database)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        database.close()


def _first_admin(database: Database, name: str) -> None:
    if not accounts.is_empty(database):
        return
    if name:
        password = accounts.one_time_password()
        accounts.create(database, Actor(), name, "admin", password, must_change=True)
        click.echo(f"已新建管理员 {name}，密码 {password}，只能用一次，登录后请立即修改。")
    elif sys.stdin.isatty():
        _ask(database)
    else:
        raise GoujiError("还没有用户，请用 --admin 名字 指定第一个管理员。")


def _ask(database: Database) -> None:
    name = click.prompt("第一个管理员的用户名", default="admin")
    for left in reversed(range(_TRIES)):
        password = click.prompt(
            f"密码（至少 {accounts.SHORTEST} 位）", hide_input=True, confirmation_prompt="再输入一次"
        )
        try:
            accounts.create(database, Actor(), name, "admin", password, must_change=False)
        except GoujiError as error:
            if not left:
                raise
            click.echo(str(error), err=True)
        else:
            return


def _import(settings: Settings, database: Database) -> None:
    def told(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r正在导入 {done} 份…", nl=False, err=True)

    if import_all(settings, database, told) and sys.stderr.isatty():
        click.echo("", err=True)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, answers are sent at once instead of waiting for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)  # whoever comes before the server has begun waits
    except OSError as error:
        listening.close()
        raise GoujiError(f"{host}:{port} 已被占用或不能使用，请用 --port 换一个端口。") from error
    return listening
