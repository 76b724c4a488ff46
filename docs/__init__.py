"""What people read about the project; the pages that are generated from the code, and what generates them."""
