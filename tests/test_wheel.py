"""The built wheel, installed into an environment that knows nothing of the source tree."""

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it alone, and lend it this environment's libraries but not us."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    wheel = next(folder.glob("clearance-*.whl"))
    home = folder / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True, capture_output=True)
    # third-party libraries only: without -S no .pth of theirs is read, so no path to the source
    libraries = folder / "libraries"
    libraries.mkdir()
    for path in Path(sysconfig.get_paths()["purelib"]).iterdir():
        ours = path.name.startswith(("kg", "api", "clearance", "_editable"))
        if not ours and path.suffix != ".pth":
            (libraries / path.name).symlink_to(path)
    site = next((home / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(str(libraries))
    return home / "bin" / "clearance"


def run(
    command: Path, *arguments: str, folder: Path, code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run the installed command far from the source tree."""
    environment = {"PATH": "/usr/bin:/bin", "CLEARANCE_CACHE": str(folder / "cache")}
    done = subprocess.run(
        [command, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done


def test_the_installed_wheel_builds_decides_and_answers_without_the_source_tree(
    installed: Path, tmp_path: Path
) -> None:
    share = next((installed.parent.parent / "lib").glob("python*/site-packages/kg/share"))
    assert (share / "data" / "law").is_dir()
    built = run(installed, "build", folder=tmp_path).stdout
    assert "1994-03-11" in built
    examples = share / "data" / "examples"
    done = run(installed, "check", "--manifest", str(examples / "manifest.csv"), folder=tmp_path)
    assert done.stdout.rstrip().endswith(", 0 not.")
    law = run(installed, "law", "26 CFR 301.6103(l)(14)-1(j) sentence 2", folder=tmp_path).stdout
    assert "any contractor of the U.S. Customs" in " ".join(law.split())
    one = str(examples / "customs-to-expert.json")
    both = run(
        installed, "check", "--engine", "both", "--format", "json", one, folder=tmp_path, code=1
    )
    assert json.loads(both.stdout)["outcome"] == "prohibited"
