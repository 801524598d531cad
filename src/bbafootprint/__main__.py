"""``python -m bbafootprint`` is the command line."""

from bbafootprint.cli import main

if __name__ == "__main__":
    main()
