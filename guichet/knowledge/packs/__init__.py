"""Packs: a commune's knowledge, or the shared library, as a folder of files that people edit."""
