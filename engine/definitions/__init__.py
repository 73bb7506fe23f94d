"""What a council wrote: strict YAML, then typed models, each thing knowing its file, line and column."""
