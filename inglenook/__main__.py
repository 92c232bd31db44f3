"""`python -m inglenook`."""

from inglenook.cli import main

main()
