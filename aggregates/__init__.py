"""The domain, pure: what is registered, what may happen to it, and how its state follows from its events.

Nothing here does input or output; no module imports a database, web or search library.
"""
