"""The workshop: a room changes definitions together on one screen, and sees at once what they mean."""
