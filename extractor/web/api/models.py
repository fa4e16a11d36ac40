"""What the API takes and gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from extractor.web.decisions import LONGEST_NOTE, LONGEST_REASON

State = Literal["open", "confirmed", "dismissed", "pending"]
Role = Literal["reader", "reviewer", "admin"]
_LARGEST = 2**31 - 1
Moment = Annotated[
    datetime, AfterValidator(lambda at: at.replace(tzinfo=UTC))
]  # the tables hold UTC without a zone


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="ignore")


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(_Model):
    """What went wrong, in Chinese."""

    error: str


class Clash(Problem):
    """Somebody decided meanwhile: what holds now."""

    version: int
    state: str
    by: str


class Credentials(_Sent):
    """Name and password."""

    name: str = Field(max_length=64)
    password: str = Field(max_length=200)


class Me(_Model):
    """Who is signed in; `csrf` goes into the header X-CSRF-Token of every call that changes something."""

    name: str
    role: Role
    must_change: bool
    csrf: str


class Report(_Model):
    """A report in the list."""

    id: int
    document_id: str
    file: str
    is_newest: bool
    unit_id: str
    unit_name: str
    region: str
    fiscal_year: int | None
    report_type: str
    title: str
    status: str
    error: str
    errors: int
    warnings: int
    infos: int
    open: int
    confirmed: int
    dismissed: int
    pending: int
    stale: int


class Finding(_Model):
    """A finding; `stale` is the state it had with other operands."""

    id: int
    document: int
    finding_id: str
    unit_name: str
    fiscal_year: int | None
    rule: str
    category: str
    severity: str
    message: str
    section: str
    page: int | None
    quote: str
    stated: str
    expected: str
    difference: str
    diagnosis: str
    suggestion: str
    state: State
    stale: str
    version: int


class Decided(_Model):
    """One decision on a finding."""

    version: int
    state: State
    reason: str
    note: str
    user_name: str
    at: Moment
    undoes: int | None


class Reviewed(_Model):
    """A finding with its operands (label, as printed) and its decisions, oldest first."""

    finding: Finding
    operands: list[list[str]]
    decisions: list[Decided]


class ReportDetail(_Model):
    """A report with its findings."""

    report: Report
    findings: list[Reviewed]


class Page(_Model):
    """One page of a list; `is_more` where there are more than were counted."""

    total: int
    is_more: bool
    page: int
    pages: int


class Reports(Page):
    """A page of reports."""

    rows: list[Report]


class Findings(Page):
    """A page of findings."""

    rows: list[Finding]


class Verdict(_Sent):
    """A decision, on the version of the finding that the reviewer saw."""

    version: int = Field(ge=0, le=_LARGEST)
    state: State
    reason: str = Field("", max_length=LONGEST_REASON)
    note: str = Field("", max_length=LONGEST_NOTE)


class Undo(_Sent):
    """The version of the finding that the reviewer saw."""

    version: int = Field(ge=0, le=_LARGEST)


class Stands(_Model):
    """How a finding stands now."""

    state: State
    stale: str
    version: int


class Job(_Model):
    """An upload and how far it is."""

    id: int
    user_name: str
    created: Moment
    state: str
    step: str
    files: int
    total: int
    done: int
    failed: int
    error: str


class Unread(_Model):
    """A file that was not read, or not wholly."""

    file: str
    status: str
    error_code: str
    error: str


class JobDetail(_Model):
    """A job with the files that were not read."""

    job: Job
    unread: list[Unread]


class Queued(_Model):
    """The number of a new job."""

    id: int


class Account(_Model):
    """A user."""

    id: int
    name: str
    role: Role
    active: bool
    must_change: bool


class NewUser(_Sent):
    """Name and role of a new user."""

    name: str = Field(min_length=1, max_length=32)
    role: Role


class NewAccount(_Model):
    """A new user, and the password to be used once."""

    user: Account
    password: str


class Change(_Sent):
    """Another role for a user, and whether the account is open."""

    role: Role
    active: bool


class Logged(_Model):
    """A row of the audit log."""

    id: int
    at: Moment
    user_name: str
    address: str
    action: str
    subject: str
    detail: str
