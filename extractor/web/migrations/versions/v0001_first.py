"""The first tables of a room."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None

# Children before their parents, as they are removed.
_TABLES = (
    "job_files",
    "jobs",
    "decisions",
    "findings",
    "sessions",
    "documents",
    "runs",
    "attempts",
    "trail",
    "users",
)
_APPEND_ONLY = ("decisions", "trail")


def upgrade() -> None:
    """Make the tables, the index of words, and the triggers that keep what was written."""
    _accounts()
    _documents()
    _findings()
    _decisions()
    if op.get_bind().dialect.name == "sqlite":
        _for_sqlite()
    else:
        _for_postgres()


def downgrade() -> None:
    """Remove all of it."""
    op.execute("DROP TABLE finding_words")
    for name in _TABLES:
        op.drop_table(name)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION gouji_refuse()")


def _accounts() -> None:
    op.create_table(
        "users",
        _number(),
        Column("name", String(64), nullable=False),
        Column("role", String(16), nullable=False),
        Column("password", String(255), nullable=False),
        Column("active", Boolean, nullable=False, server_default="1"),
        Column("must_change", Boolean, nullable=False, server_default="0"),
        Column("created", DateTime, nullable=False),
        UniqueConstraint("name"),
    )
    op.create_table(
        "sessions",
        Column("token", String(64), primary_key=True),
        _reference("user_id", "users"),
        Column("begun", DateTime, nullable=False),
        Column("seen", DateTime, nullable=False),
        Column("expires", DateTime, nullable=False),
        _text("address"),
    )
    _index("sessions", "user_id")
    op.create_table(
        "attempts",
        _number(),
        Column("name", String(64), nullable=False),
        Column("address", String(64), nullable=False),
        Column("at", DateTime, nullable=False),
    )
    _index("attempts", "name", "at")
    _index("attempts", "address", "at")
    op.create_table(
        "trail",
        _number(),
        Column("at", DateTime, nullable=False),
        Column("user_id", Integer),
        Column("user_name", String(64), nullable=False),
        Column("address", String(64), nullable=False),
        Column("action", String(32), nullable=False),
        _text("subject"),
        _text("detail"),
    )
    _index("trail", "at")
    _index("trail", "user_name")
    _index("trail", "action")


def _documents() -> None:
    op.create_table(
        "runs",
        Column("added", Integer, primary_key=True, autoincrement=False),
        Column("run_id", String(16), nullable=False),
        Column("date", String(32), nullable=False),
        Column("imported", DateTime, nullable=False),
    )
    op.create_table(
        "documents",
        _number(),
        Column("document_id", String(64), nullable=False),
        Column("added", Integer, nullable=False),
        _text("file"),
        Column("report", String(32), nullable=False),
        Column("is_newest", Boolean, nullable=False),
        _text("unit_id"),
        _text("unit_name"),
        _text("region"),
        Column("fiscal_year", Integer),
        _text("report_type"),
        _text("title"),
        _text("report_date"),
        _text("format"),
        _text("status"),
        _text("error_code"),
        _text("error"),
        *map(_count, ("pages", "figures", "relations", "exact", "rounded", "suspect", "off", "undetermined")),
        *map(_count, ("errors", "warnings", "infos")),
        *map(_count, ("open", "confirmed", "dismissed", "pending", "stale")),
        _text("haystack"),
        UniqueConstraint("added", "document_id", "file"),
    )
    _index("documents", "is_newest", "errors", "warnings", "id")
    _index("documents", "is_newest", "fiscal_year", "errors", "warnings", "id")
    _index("documents", "is_newest", "region", "errors", "warnings", "id")
    _index("documents", "unit_id", "fiscal_year")
    _index("documents", "report")


def _findings() -> None:
    op.create_table(
        "findings",
        _number(),
        _reference("document", "documents"),
        Column("finding_id", String(16), nullable=False),
        Column("report", String(32), nullable=False),
        Column("place", Integer, nullable=False),
        Column("is_newest", Boolean, nullable=False),
        Column("fiscal_year", Integer),
        _text("unit_id"),
        _text("unit_name"),
        _text("region"),
        Column("rank", Integer, nullable=False),
        *map(_text, ("rule", "category", "severity", "message", "section")),
        Column("page", Integer),
        *map(_text, ("quote", "stated", "expected", "difference", "diagnosis", "suggestion", "figure_ids")),
        Column("operands", Text, nullable=False),
        Column("printed", String(64), nullable=False),
        Column("state", String(16), nullable=False),
        Column("stale", String(16), nullable=False, server_default=""),
        _count("version"),
    )
    _index("findings", "report", "finding_id")
    _index("findings", "is_newest", "rank", "id")
    _index("findings", "is_newest", "state", "rank", "id")
    _index("findings", "is_newest", "fiscal_year", "rank", "id")
    _index("findings", "is_newest", "unit_id", "rank", "id")
    _index("findings", "document")


def _decisions() -> None:
    op.create_table(
        "decisions",
        _number(),
        Column("report", String(32), nullable=False),
        Column("finding_id", String(16), nullable=False),
        Column("version", Integer, nullable=False),
        _text("unit_name"),
        Column("state", String(16), nullable=False),
        _text("reason"),
        _text("note"),
        Column("undoes", Integer),
        _reference("user_id", "users"),
        Column("user_name", String(64), nullable=False),
        Column("at", DateTime, nullable=False),
        Column("operands", Text, nullable=False),
        Column("printed", String(64), nullable=False),
        UniqueConstraint("report", "finding_id", "version"),
    )
    op.create_table(
        "jobs",
        _number(),
        _reference("user_id", "users"),
        Column("user_name", String(64), nullable=False),
        Column("created", DateTime, nullable=False),
        Column("state", String(16), nullable=False),
        Column("pid", Integer),
        *map(_count, ("files", "size", "total", "done", "failed", "tries")),
        Column("added", Integer),
        Column("begun", DateTime),
        Column("ended", DateTime),
        _text("step"),
        _text("error"),
    )
    _index("jobs", "state")
    op.create_table(
        "job_files",
        _number(),
        _reference("job", "jobs"),
        Column("file", Text, nullable=False),
        Column("status", String(16), nullable=False),
        _text("error_code"),
        _text("error"),
    )
    _index("job_files", "job")


def _for_sqlite() -> None:
    op.execute("CREATE VIRTUAL TABLE finding_words USING fts5(words, content='', detail=none, columnsize=0)")
    for table in _APPEND_ONLY:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{action.lower()} BEFORE {action} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END"
            )


def _for_postgres() -> None:
    op.execute("CREATE TABLE finding_words (finding integer PRIMARY KEY, words text[] NOT NULL)")
    op.execute("CREATE INDEX ix_finding_words_words ON finding_words USING gin (words)")
    op.execute(
        "CREATE FUNCTION gouji_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows are only ever added'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gouji_refuse()"
        )


def _number() -> Column[int]:
    return Column("id", Integer, nullable=False, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _reference(name: str, table: str) -> Column[int]:
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=False)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
