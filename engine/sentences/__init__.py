"""The engine's own sentences, in every language that it speaks. What a council wrote is never here: it is a part."""
