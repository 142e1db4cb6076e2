"""Who brought whom, by code; links, pictures and posters that carry the code."""
