"""Builds the wheel and proves that gouji works from it, outside the checkout and without developer tools."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq")
REPORT = "青湖县图书馆2022年度部门整体支出绩效自评报告\n全年总支出10.31万元，其中：基本支出6.12万元，项目支出5.17万元。\n"


def main() -> None:
    """Build, look inside, install, run."""
    folder = Path(tempfile.mkdtemp(prefix="gouji install "))
    try:
        wheel = build(folder)
        look_inside(wheel)
        run_outside(install(wheel, folder), folder)
    finally:
        shutil.rmtree(folder)
    print("the wheel works outside the checkout")


def build(folder: Path) -> Path:
    """Return the wheel of the checkout."""
    subprocess.run([*PIP, "wheel", str(ROOT), "--no-deps", "-w", str(folder)], check=True)
    return next(folder.glob("gouji-*.whl"))


def look_inside(wheel: Path) -> None:
    """Compare what the wheel holds with the checkout."""
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"extractor/_patterns/{f.name}" for f in (ROOT / "patterns").glob("*.toml")}
    package = (f for f in (ROOT / "extractor").rglob("*") if f.is_file())
    wanted |= {f.relative_to(ROOT).as_posix() for f in package if "__pycache__" not in f.parts}
    if missing := sorted(wanted - held):
        raise SystemExit(f"missing from the wheel: {', '.join(missing)}")


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a new environment that borrows the dependencies of this one."""
    home = folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    subprocess.run([*PIP, "--python", str(python), "install", "--no-deps", str(wheel)], check=True)
    # A path in a .pth file is searched, but its own .pth files are not read: the editable install stays out.
    site = next((home / "lib").glob("python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return home / "bin"


def run_outside(bin: Path, folder: Path) -> None:
    """Audit a report with an error in it and test the patterns, both away from the checkout."""
    (folder / "report.txt").write_text(REPORT, "utf-8")
    where = "import extractor; print(extractor.__file__)"
    done = subprocess.run(
        [bin / "python", "-c", where], cwd=folder, capture_output=True, text=True, check=True
    )
    if not Path(done.stdout.strip()).is_relative_to(folder):
        raise SystemExit(f"the package was imported from {done.stdout.strip()}")
    subprocess.run([bin / "gouji", "patterns", "test"], cwd=folder, check=True)
    command = [bin / "gouji", "audit", "report.txt", "-o", "out", "--fail-on", "error", "--quiet"]
    if (status := subprocess.run(command, cwd=folder).returncode) != 1:
        raise SystemExit(f"exit status {status} where the error in the report should have given 1")
    if not (folder / "out" / "gouji.xlsx").is_file():
        raise SystemExit("no workbook was written")


if __name__ == "__main__":
    main()
