"""The shell: settings, wiring, command line, HTTP application and workers; the only place that knows everything."""

__version__ = "0.1.0"
