"""What sifting is made of: how words are written in bytes, where they stand, and what of a page is furniture."""
