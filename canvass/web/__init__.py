"""Pages and the phones' endpoints: HTTP in; HTML, JSON or a file out; nothing else."""
