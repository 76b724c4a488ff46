"""What people are told, in their own words, and what is kept from them; and the plan as the circle gets it."""
