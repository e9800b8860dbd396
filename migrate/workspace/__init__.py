"""The directory of a migration: its paths, its migrate.yaml, and the strict YAML that all read."""
