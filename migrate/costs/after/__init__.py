"""After the join: what the new payer's Cost Explorer shows, beside what the archive saved."""
