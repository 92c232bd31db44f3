"""How a command says that it did not work."""


class CommandFailed(Exception):
    """Exit 1; the message is one line with cause and mend."""


class WrongUse(Exception):
    """Exit 2; the message says what was wrong with the call."""
