"""The command line of the review room: `gouji serve`, `gouji room backup|restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.errors import GoujiError
from extractor.usage import ChineseGroup

if TYPE_CHECKING:
    from extractor.web.settings import Settings

_FOLDER = click.Path(path_type=Path)
_NEEDED = "没有安装审核室所需的组件，请先运行 pip install 'gouji[web]'。"
_DATABASE = click.option(
    "--database",
    default="",
    envvar="GOUJI_DATABASE",
    metavar="地址",
    help="结论存在哪里：postgresql://用户:密码@主机/库名，也可写在环境变量 GOUJI_DATABASE 里；不写则为自带的 SQLite。",
)


@click.command()
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@_DATABASE
@click.option(
    "--host", default="127.0.0.1", metavar="地址", help="在哪个网络地址上提供服务；不写则只有本机能打开。"
)
@click.option("--port", default=8765, type=click.IntRange(0, 65535), metavar="端口", help="不写则为 8765。")
@click.option(
    "--admin",
    default="",
    metavar="名字",
    help="第一个管理员的用户名；给他一个只能用一次的密码，显示在屏幕上。",
)
@click.option(
    "--import", "run", type=_FOLDER, metavar="文件夹", help="先把 gouji audit 的结果文件夹加入数据库。"
)
@click.option("--open", "shows", is_flag=True, help="在浏览器中打开。")
def serve(store: Path, database: str, host: str, port: int, admin: str, run: Path | None, shows: bool) -> int:
    """打开审核室：在浏览器里查看报告、逐条审核问题、上传新的报告。

    数据库是 gouji history add 用的文件夹，没有就新建。按 Ctrl+C 关闭。
    """
    _need()
    from extractor.web.serving import serve_room

    if run:
        from extractor.history.adding import add_run

        click.echo(str(add_run(store, run)))
    serve_room(_settings(store, database, host), host, port, admin, shows)
    return 0


@click.group(cls=ChineseGroup)
@click.help_option("--help", "-h", help="显示说明。")
def room() -> None:
    """审核室的备份和恢复。"""


@room.command("backup")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@click.argument("file", type=_FOLDER, metavar="文件")
@_DATABASE
def backup(store: Path, file: Path, database: str) -> int:
    """把用户、结论、日志、索引和上传的原件存成一个 zip；审核室开着也可以做。"""
    _need()
    from extractor.web.backup import back_up

    click.echo(f"已备份 {back_up(_settings(store, database), file)} 行，在 {file}。")
    return 0


@room.command("restore")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@click.argument("file", type=_FOLDER, metavar="文件")
@_DATABASE
def restore(store: Path, file: Path, database: str) -> int:
    """从备份恢复到一个还没有用户的审核室；也可从 SQLite 换到 PostgreSQL，或换回来。"""
    _need()
    from extractor.web.backup import restore as restored

    click.echo(f"已恢复 {restored(_settings(store, database), file)} 行。")
    return 0


def _settings(store: Path, database: str, host: str = "") -> Settings:
    from extractor.web.settings import Settings

    names = ("localhost", "127.0.0.1", "[::1]", "::1") if host in ("localhost", "127.0.0.1", "::1") else ()
    return Settings(store, database, names)


def _need() -> None:
    """Refuse where the libraries of the room are missing. Raises GoujiError."""
    try:
        import alembic  # noqa: F401
        import argon2  # noqa: F401
        import fastapi  # noqa: F401
        import pg8000  # noqa: F401
        import python_multipart  # noqa: F401
        import sqlalchemy  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise GoujiError(_NEEDED) from error
