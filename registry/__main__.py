"""`python -m registry` is `fangji`."""

from registry.cli import main

if __name__ == "__main__":
    main.main()
