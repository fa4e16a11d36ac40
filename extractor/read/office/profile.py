"""The settings with which LibreOffice opens hostile files: it runs nothing, fetches nothing and asks nothing."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

_COMMON = "/org.openoffice.Office.Common"
_WRITER = "/org.openoffice.Office.Writer"
_INET = "/org.openoffice.Inet/Settings"
_NOWHERE = "127.0.0.1"  # a proxy where nobody listens: port 9 is for discarding (RFC 863)

_SETTINGS = (
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_COMMON}/Security/Scripting", "CheckDocumentEvents", "true"),
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    (f"{_COMMON}/Misc", "CrashReport", "false"),
    (f"{_COMMON}/Misc", "ShowTipOfTheDay", "false"),
    (f"{_COMMON}/Misc", "PreloadJVM", "false"),
    # Links are never followed, and fields keep what the author saw: a date would become that of today.
    (f"{_WRITER}/Content/Update", "Link", "0"),
    (f"{_WRITER}/Content/Update", "Field", "false"),
    (f"{_WRITER}/Content/Update", "Chart", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    (_INET, "ooInetProxyType", "2"),
    (_INET, "ooInetNoProxy", ""),
    *((_INET, f"ooInet{scheme}ProxyName", _NOWHERE) for scheme in ("HTTP", "HTTPS", "FTP")),
    *((_INET, f"ooInet{scheme}ProxyPort", "9") for scheme in ("HTTP", "HTTPS", "FTP")),
)
_ITEM = '<item oor:path={}><prop oor:name={} oor:op="fuse"><value>{}</value></prop></item>\n'


def write_profile(folder: Path) -> str:
    """Make a profile in a folder and return the argument that names it."""
    user = folder / "user"
    user.mkdir(parents=True, exist_ok=True)
    items = "".join(_ITEM.format(quoteattr(path), quoteattr(name), value) for path, name, value in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{items}</oor:items>\n',
        "utf-8",
    )
    return f"-env:UserInstallation={folder.resolve().as_uri()}"
