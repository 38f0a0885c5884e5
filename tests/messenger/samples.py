"""Events in the shapes of Meta's documentation (field for field, with our ids), one for each kind.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events
"""

from typing import Any

from meta import PAGE, PSID, happened

WHO: dict[str, Any] = {"sender": {"id": PSID}, "recipient": {"id": PAGE}}


def message(**content: Any) -> dict[str, Any]:
    """`messages`."""
    return happened(message={"mid": "m_sample", **content})


TEXT = message(text="hello, world!")
QUICK_REPLY = message(text="Adresse", quick_reply={"payload": '/adresse{"place":"x"}'})
REPLY_TO = message(text="et le samedi ?", reply_to={"mid": "m_before"})
IMAGE = message(attachments=[{"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/photo?oh=1"}}])
AUDIO = message(attachments=[{"type": "audio", "payload": {"url": "https://cdn.fbsbx.com/v/son.mp4"}}])
VIDEO = message(attachments=[{"type": "video", "payload": {"url": "https://video.xx.fbcdn.net/v.mp4"}}])
FILE = message(attachments=[{"type": "file", "payload": {"url": "https://cdn.fbsbx.com/v/doc.pdf"}}])
LOCATION = message(
    attachments=[
        {
            "title": "Position",
            "url": "https://www.facebook.com/l.php",
            "type": "location",
            "payload": {"coordinates": {"lat": 50.4669, "long": 4.8675}},
        }
    ]
)
FALLBACK = message(
    attachments=[{"type": "fallback", "payload": {"url": "https://www.example.be", "title": "Un article"}}]
)
#: The three ways a sticker came during 2026.
OLD_STICKER = message(
    sticker_id=369239263222822,
    attachments=[
        {"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/s.png", "sticker_id": 369239263222822}}
    ],
)
BOTH_STICKER = message(
    attachments=[
        {"type": "image", "payload": {"url": "https://scontent.xx.fbcdn.net/s.png", "sticker_id": 767226160478561}},
        {"type": "sticker", "payload": {"url": "https://scontent.xx.fbcdn.net/s.png", "sticker_id": 767226160478561}},
    ]
)
NEW_STICKER = message(attachments=[{"type": "sticker", "payload": {"sticker_id": 767226160478561}}])
POSTBACK = happened(
    postback={
        "mid": "m_press",
        "title": "Démarrer",
        "payload": "/bonjour",
        "referral": {"ref": "affiche", "source": "SHORTLINK", "type": "OPEN_THREAD"},
    }
)
STANDBY_POSTBACK = happened(postback={"mid": "m_press", "title": "Menu"})
REFERRAL = happened(referral={"ref": "affiche", "source": "SHORTLINK", "type": "OPEN_THREAD"})
REACTION = happened(reaction={"reaction": "love", "emoji": "❤️", "action": "react", "mid": "m_ours"})
UNREACTION = happened(reaction={"action": "unreact", "mid": "m_ours"})
DELIVERY = {**WHO, "delivery": {"mids": ["m_ours"], "watermark": 1458668856253}}
READ = {**WHO, "timestamp": 1458668856463, "read": {"watermark": 1458668856253}}
PASS = happened(pass_thread_control={"previous_owner_app_id": None, "new_owner_app_id": "123456789", "metadata": "x"})
TAKE = happened(take_thread_control={"previous_owner_app_id": "9001", "new_owner_app_id": 123456789, "metadata": "x"})
REQUEST = happened(request_thread_control={"requested_owner_app_id": 123456789, "metadata": "x"})
ROLES = {"recipient": {"id": PAGE}, "timestamp": 1458692752478, "app_roles": {"123456789": ["primary_receiver"]}}
ENFORCEMENT = {
    "recipient": {"id": PAGE},
    "timestamp": 1458692752478,
    "policy_enforcement": {"action": "block", "reason": "x"},
}
OPTIN = happened(optin={"type": "notification_messages", "payload": "x", "notification_messages_token": "secret"})
EDIT = happened(message_edit={"mid": "m_before", "text": "corrigé", "num_edit": 1})
CHANGED_POSTBACK = {
    "field": "messaging_postbacks",
    "value": {
        "sender": {"id": PSID},
        "recipient": {"id": PAGE},
        "timestamp": "1527459824",
        "postback": {"mid": "m_MESSAGE-ID", "title": "Menu", "payload": "/menu"},
    },
}
CHANGED_FEED = {
    "field": "feed",
    "value": {"item": "comment", "verb": "add", "message": "un texte", "from": {"name": "X"}},
}
