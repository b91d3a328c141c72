"""`python -m operatoros` is the command line."""

from operatoros.cli.main import main

if __name__ == "__main__":
    main()
