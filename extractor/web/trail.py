"""The audit log: who did what, when and from where. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert

from extractor.web.schema import TRAIL, now

ACTIONS = {
    "sign_in": "登录",
    "sign_in_failed": "登录失败",
    "sign_in_blocked": "登录受限",
    "sign_out": "退出",
    "password": "修改密码",
    "user_new": "新建用户",
    "user_change": "修改用户",
    "decide": "作出结论",
    "undo": "撤销结论",
    "upload": "上传报告",
    "job_again": "重新处理",
    "import": "导入结果",
    "export": "导出",
    "refused": "拒绝操作",
}
_LONGEST = 2_000
_SYSTEM = "系统"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, or the room itself; `address` is that of the browser."""

    user_id: int | None = None
    name: str = _SYSTEM
    address: str = ""


def log(connection: Connection, actor: Actor, action: str, subject: str = "", detail: str = "") -> None:
    """Add a row, in the transaction of what it tells of."""
    if action not in ACTIONS:
        raise KeyError(action)
    values = {
        "at": now(),
        "user_id": actor.user_id,
        "user_name": actor.name[:64],
        "address": actor.address[:64],
        "action": action,
        "subject": subject[:_LONGEST],
        "detail": detail[:_LONGEST],
    }
    connection.execute(insert(TRAIL).values(values))
