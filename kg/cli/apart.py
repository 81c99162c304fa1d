"""A command of the command line in a process of its own, on the library of the one that starts it.

``python -m kg.cli.apart LIBRARY COMMAND …``, where LIBRARY is JSON (:meth:`Library.settings`).
"""

import json
import sys

from kg.cli.main import main
from kg.rdf.library import Library

if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], Library.opened(json.loads(sys.argv[1]))))
