"""Understanding: from a citizen's words to a topic, a facet, entities and a decision (``docs/architecture.md`` §5)."""
