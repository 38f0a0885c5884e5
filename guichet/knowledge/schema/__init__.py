"""The schemas of packs and library, strict: pydantic models with the field names of docs/architecture.md §4 and §6."""
