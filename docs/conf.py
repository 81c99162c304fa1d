"""How Sphinx builds the site from these files: ``make site``.

The theme brings all of its own files, so a page asks nothing of another host.
"""

import tomllib
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Clearance"
author = "the authors of Clearance"
project_copyright = "Code and data under Apache-2.0; the quoted law is in the public domain."
release = version = _PROJECT["version"]
extensions = ["myst_parser"]
exclude_patterns = ["generator"]
html_theme = "furo"
html_title = "Clearance"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"footer_icons": []}
# a link to a heading is checked like a link to a page
myst_heading_anchors = 3
# files of the repository that are no pages: shown by name, not copied
suppress_warnings: list[str] = []
nitpicky = True
