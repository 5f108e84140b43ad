"""Two results compared: inputs, orders now, money and protection."""
