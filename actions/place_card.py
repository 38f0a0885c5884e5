"""The widget's card of a service or a place (architecture §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.directory import Target, address_line, map_url
from actions.opening import Timetable, clock, local
from brain.french import day_label

DAYS_SHOWN = 7


def place_card(snapshot: Mapping[str, Any], target: Target, now: datetime) -> dict[str, Any]:
    """What is known of it: state now, the coming days' hours, contact, address. What nobody entered is null."""
    table, moment = Timetable(snapshot, target), local(now)
    status, status_text, hours = "unknown", "Heures non encodées", []
    if table.known:
        under_way = table.at(moment)
        status = "open" if under_way else "closed"
        status_text = f"Ouvert maintenant, jusqu’à {clock(under_way.end)}" if under_way else "Fermé en ce moment"
        days = [table.day(moment.date() + timedelta(days=n)) for n in range(DAYS_SHOWN)]
        hours = [
            {"label": day_label(d.day).capitalize(), "text": f"{d.label()} ({d.reason})" if d.reason else d.label()}
            for d in days
        ]
    return {
        "type": target.kind,
        "title": target.name,
        "status": status,
        "status_text": status_text,
        "hours": hours,
        "address": address_line(target.place),
        "telephone": target.field("telephone"),
        "email": target.field("email"),
        "url": target.field("url"),
        "map_url": map_url(target.place),
    }
