"""Who may do what: policies as AWS evaluates them, sessions, and the check before every call."""
