"""The memory of the journey: the only importer of SQLAlchemy, and a light view for the faces."""
