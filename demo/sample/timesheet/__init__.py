"""Sum working hours from a plain text log."""
