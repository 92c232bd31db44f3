"""The composition root: settings, wiring, live pipeline, workflow, app, commands."""

__version__ = "0.1.0"
