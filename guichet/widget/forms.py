"""The form in which an officer dresses the widget; each refusal says what to do."""

import io
import re
from typing import Any

from django import forms
from opening_hours import ParserError  # type: ignore[attr-defined]
from PIL import Image, UnidentifiedImageError

from guichet import clock
from guichet.widget import colours
from guichet.widget.models import WidgetSettings
from guichet.widget.person_hours import is_available
from guichet.widget.public import lines

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PAGE = re.compile(r"[/*][^\s?#]{0,199}")
_MOST_PAGES = 50
_AVATAR_SIDE = 96
_LARGEST_AVATAR = 1024 * 1024
_PAGES_HELP = "Une page par ligne : son adresse sans le nom du site, par exemple /demarches/* (* remplace n’importe quelle suite)."


class WidgetSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Checks contrast, pages and hours, and makes the picture small."""

    picture = forms.FileField(
        label="Image",
        required=False,
        help_text="Les armoiries ou le logo, carré de préférence. JPEG, PNG ou WebP, 1 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_picture = forms.BooleanField(label="Retirer l’image", required=False)

    class Meta:
        model = WidgetSettings
        fields = [
            *("commune", "title", "colour", "colour_dark", "first_message", "position", "show_on", "hide_on"),
            *("person_hours", "person_hours_text"),
        ]
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color"}),
            "show_on": forms.Textarea(attrs={"rows": 3}),
            "hide_on": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "title": "En haut de la fenêtre. Vide : « Assistant » et le nom de la commune.",
            "colour": "Bouton, en-tête et liens. Le texte blanc doit y rester lisible (contraste de 4,5 au moins).",
            "colour_dark": "Comme #8ab4f8, pour les écrans réglés en mode sombre. Vide : une nuance claire de la couleur.",
            "first_message": "Sous « Bonjour ! ». Vide : quelques exemples de questions.",
            "show_on": f"{_PAGES_HELP} Vide : partout.",
            "hide_on": _PAGES_HELP,
            "person_hours": "Au format opening_hours : Mo-Fr 09:00-12:00,13:00-16:00. Les jours fériés sont fermés. "
            "Vide : le widget ne dit rien d’une personne.",
            "person_hours_text": "Comme : du lundi au vendredi, de 9 h à 12 h et de 13 h à 16 h.",
        }

    def clean_colour(self) -> str:
        """A readable colour, or a refusal that names the nearest one."""
        colour = _colour(self.cleaned_data["colour"])
        if colours.on_light(colour) < colours.ENOUGH:
            raise forms.ValidationError(
                f"Sur cette couleur le texte blanc se lit mal : contraste de {_number(colours.on_light(colour))}, "
                f"il faut 4,5. La nuance la plus proche qui convient : {colours.nearest_on_light(colour)}."
            )
        return colour

    def clean_colour_dark(self) -> str:
        """As ``clean_colour``, on the dark panel; empty is allowed."""
        if not self.cleaned_data["colour_dark"]:
            return ""
        colour = _colour(self.cleaned_data["colour_dark"])
        if colours.on_dark(colour) < colours.ENOUGH:
            raise forms.ValidationError(
                f"Sur fond sombre cette couleur se lit mal : contraste de {_number(colours.on_dark(colour))}, "
                f"il faut 4,5. La nuance la plus proche qui convient : {colours.nearest_on_dark(colour)}."
            )
        return colour

    def clean_show_on(self) -> str:
        """Paths, one a line."""
        return _pages(self.cleaned_data["show_on"])

    def clean_hide_on(self) -> str:
        """Paths, one a line."""
        return _pages(self.cleaned_data["hide_on"])

    def clean_person_hours(self) -> str:
        """Hours that can be read."""
        hours = str(self.cleaned_data["person_hours"]).strip()
        if hours:
            try:
                is_available(hours, clock.now())
            except ParserError:
                raise forms.ValidationError(
                    "Ces heures ne se lisent pas. Écrivez-les comme : Mo-Fr 09:00-12:00,13:00-16:00 (Mo Tu We Th Fr Sa Su)."
                ) from None
        return hours

    def clean_picture(self) -> bytes:
        """The picture as a PNG of 96 × 96 pixels, empty when none was chosen."""
        chosen = self.cleaned_data["picture"]
        if not chosen:
            return b""
        if chosen.size > _LARGEST_AVATAR:
            raise forms.ValidationError("Cette image est trop lourde : 1 Mo au plus.")
        return _avatar(chosen.read())

    def clean(self) -> dict[str, Any]:
        """Hours also in words: nobody reads ``Mo-Fr``."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("person_hours") and not cleaned.get("person_hours_text"):
            self.add_error("person_hours_text", "Écrivez aussi ces heures en mots : c’est ce que les citoyens liront.")
        return cleaned

    def save(self, commit: bool = True) -> WidgetSettings:
        """Also the picture."""
        if self.cleaned_data["picture"]:
            self.instance.avatar = self.cleaned_data["picture"]
        elif self.cleaned_data["remove_picture"]:
            self.instance.avatar = b""
        saved: WidgetSettings = super().save(commit)
        return saved


def _colour(value: str) -> str:
    value = value.strip().lower()
    if not _COLOUR.fullmatch(value):
        raise forms.ValidationError("Écrivez la couleur comme #1f5a96 : un dièse et six chiffres ou lettres de a à f.")
    return value


def _pages(text: str) -> str:
    pages = lines(text)
    if len(pages) > _MOST_PAGES:
        raise forms.ValidationError(f"{_MOST_PAGES} pages au plus. Regroupez-les avec *.")
    for page in pages:
        if not _PAGE.fullmatch(page):
            raise forms.ValidationError(
                f"« {page} » n’est pas l’adresse d’une page. Écrivez-la comme /demarches/ ou /demarches/*."
            )
    return "\n".join(pages)


def _avatar(upload: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(upload), formats=["PNG", "JPEG", "WEBP"]) as image:
            if image.width * image.height > 25_000_000:
                raise forms.ValidationError("Cette image a trop de pixels. Choisissez-en une plus petite.")
            picture = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise forms.ValidationError(
            "Cette image ne peut pas être lue. Choisissez un fichier JPEG, PNG ou WebP."
        ) from None
    picture.thumbnail((_AVATAR_SIDE, _AVATAR_SIDE))
    square = Image.new("RGBA", (_AVATAR_SIDE, _AVATAR_SIDE))
    square.paste(picture, ((_AVATAR_SIDE - picture.width) // 2, (_AVATAR_SIDE - picture.height) // 2))
    out = io.BytesIO()
    square.save(out, "PNG", optimize=True)
    return out.getvalue()


def _number(value: float) -> str:
    """Rounded down, so that 4.49 is not shown as 4.5."""
    return f"{int(value * 10) / 10:.1f}".replace(".", ",")
