"""Alembic's migrations of the room's tables."""
