"""How dates, times and numbers are written, by language; what is not here is as Django has it."""
