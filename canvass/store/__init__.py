"""What the campaign remembers: tables beside their queries. A Session comes in, rows go out."""
