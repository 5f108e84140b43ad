"""What a solved plan says, in tonnes and USD: tables and figures that several sheets read."""
