"""Reading a page: its bytes, its markup, its lines, and what each of them is."""
