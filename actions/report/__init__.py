"""The report of a street problem: its form, what a message gives to it, its place, and what is said of one sent earlier."""
