"""What leaves Casepath for other programs and for eyes: diagrams, and later schemas, events and imports."""
