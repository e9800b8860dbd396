"""The worlds that the simulated AWS can start from: one module, or package, per scenario."""
