"""Everything printed: plain rows in, PDF bytes out."""
