"""The tables of a room. Times are UTC without a zone; migrations/ makes the tables, a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMING)
# Rows of these are only ever added; triggers refuse the rest.
APPEND_ONLY = ("decisions", "trail")


def now() -> datetime:
    """Return the time as the tables hold it, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _number() -> Column[int]:
    return Column("id", Integer, primary_key=True)


USERS = Table(
    "users",
    METADATA,
    _number(),
    Column("name", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", String(255), nullable=False),
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("must_change", Boolean, nullable=False, server_default="0"),
    Column("created", DateTime, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False, index=True),
    Column("begun", DateTime, nullable=False),
    Column("seen", DateTime, nullable=False),
    Column("expires", DateTime, nullable=False),
    _text("address"),
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    _number(),
    Column("name", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", DateTime, nullable=False),
    Index(None, "name", "at"),
    Index(None, "address", "at"),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("added", Integer, primary_key=True, autoincrement=False),
    Column("run_id", String(16), nullable=False),
    Column("date", String(32), nullable=False),
    Column("imported", DateTime, nullable=False),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    _number(),
    Column("document_id", String(64), nullable=False),
    Column("added", Integer, nullable=False),
    _text("file"),
    Column("report", String(32), nullable=False, index=True),
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
    Index(None, "is_newest", "errors", "warnings", "id"),
    Index(None, "is_newest", "fiscal_year", "errors", "warnings", "id"),
    Index(None, "is_newest", "region", "errors", "warnings", "id"),
    Index(None, "unit_id", "fiscal_year"),
)

FINDINGS = Table(
    "findings",
    METADATA,
    _number(),
    Column("document", Integer, ForeignKey("documents.id"), nullable=False, index=True),
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
    Index(None, "report", "finding_id"),
    Index(None, "is_newest", "rank", "id"),
    Index(None, "is_newest", "state", "rank", "id"),
    Index(None, "is_newest", "fiscal_year", "rank", "id"),
    Index(None, "is_newest", "unit_id", "rank", "id"),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    _number(),
    Column("report", String(32), nullable=False),
    Column("finding_id", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    _text("unit_name"),
    Column("state", String(16), nullable=False),
    _text("reason"),
    _text("note"),
    Column("undoes", Integer),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("user_name", String(64), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("operands", Text, nullable=False),
    Column("printed", String(64), nullable=False),
    UniqueConstraint("report", "finding_id", "version"),
)

TRAIL = Table(
    "trail",
    METADATA,
    _number(),
    Column("at", DateTime, nullable=False, index=True),
    Column("user_id", Integer),
    Column("user_name", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False),
    Column("action", String(32), nullable=False, index=True),
    _text("subject"),
    _text("detail"),
)

JOBS = Table(
    "jobs",
    METADATA,
    _number(),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("user_name", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("pid", Integer),
    *map(_count, ("files", "size", "total", "done", "failed", "tries")),
    Column("added", Integer),
    Column("begun", DateTime),
    Column("ended", DateTime),
    _text("step"),
    _text("error"),
)

JOB_FILES = Table(
    "job_files",
    METADATA,
    _number(),
    Column("job", Integer, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("file", Text, nullable=False),
    Column("status", String(16), nullable=False),
    _text("error_code"),
    _text("error"),
)
