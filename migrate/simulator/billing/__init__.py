"""The bills of the simulated AWS: one ledger, and every service that answers from it."""
