"""Guichet's custom actions: one module a skill, all answering from the commune's snapshot."""
