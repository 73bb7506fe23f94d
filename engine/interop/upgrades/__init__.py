"""A council's differences on the next version of its template: what becomes of each, and how its files would say so."""
