"""Letters and minutes: a council's text with answers in it, drawn as text, HTML, PDF or DOCX."""
