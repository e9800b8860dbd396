"""What people do by hand in the console: one file per area, found by being here."""
