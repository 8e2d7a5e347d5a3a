"""What people see: tables, lines and JSON, progress, and text that is safe for a terminal."""
