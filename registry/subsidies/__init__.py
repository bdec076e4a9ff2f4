"""Monthly runs of rent subsidies 补贴发放批次: ordered through the desk, paid by a bank, answered by its file."""
