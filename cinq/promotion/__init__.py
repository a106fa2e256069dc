"""The gate: four rules, one pure decision."""
