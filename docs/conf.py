"""How Sphinx builds the site from these files: ``make site``.

The theme brings all of its own files, so a page asks nothing of another host.
"""

import tomllib
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Clearance"
release = version = _PROJECT["version"]
extensions = ["myst_parser"]
exclude_patterns = ["generator"]
# a link to a heading is checked like a link to a page
myst_heading_anchors = 3
nitpicky = True
# most blocks are commands with their output
highlight_language = "none"
html_theme = "furo"
html_title = "Clearance"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"footer_icons": []}
