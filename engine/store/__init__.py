"""What is kept, in SQLAlchemy: cases, steps, submissions, drafts, facts and releases, written through one gateway."""
