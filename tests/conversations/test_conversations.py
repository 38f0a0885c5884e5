"""Conversations played through the real pipeline: the trained model, the rules, the actions, the demo communes' snapshots."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from playing import Conversation, Played, broken_promises, conversations, faults, play

from brain.turn import Brain


@pytest.mark.parametrize("conversation", conversations(), ids=lambda conversation: conversation.name)
def test_conversation(conversation: Conversation, brain: Brain, communes: dict[str, str]) -> None:
    played = asyncio.run(play(brain, conversation, communes[conversation.commune]))
    told = [described(turn, given) for turn, given in zip(conversation.turns, played)]
    assert not any("FAULT" in turn for turn in told), "\n".join(told)


def described(turn: Mapping[str, Any], given: Played) -> str:
    """A turn as one reads it, and its faults."""
    understood = given.answer["understood"]
    said = turn.get("citizen") or turn.get("choose") or turn.get("attachments")
    entities = [(entity["entity"], entity["value"]) for entity in understood["entities"]]
    meant = (understood["decision"], understood["topic"], understood["facet"], entities)
    wrong = [f"  FAULT {fault}" for fault in (*broken_promises(given), *faults(turn, given))]
    return "\n".join([f"> {said}", f"  {meant}", f"  < {given.text}", f"  {list(given.titles)}", *wrong])
