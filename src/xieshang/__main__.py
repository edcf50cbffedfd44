"""`python -m xieshang` is the same as the command `xieshang`."""

import sys

from xieshang.cli import main

sys.exit(main())
