"""The built widget and the communes' pictures, for any website."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guichet.database import UNAVAILABLE, in_database
from guichet.problems import unavailable
from guichet.widget import built, public

#: A change of the current file reaches every site within this time, in seconds; a versioned file never changes.
SHORT, FOREVER = "public, max-age=300", "public, max-age=31536000, immutable"
#: Subresource integrity needs CORS; nothing here depends on who asks.
_FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@require_safe
async def current(request: HttpRequest) -> HttpResponse:
    """``/widget.js``."""
    return _script(request, built.current(), SHORT)


@require_safe
async def versioned(request: HttpRequest, version: str) -> HttpResponse:
    """``/widget/<version>/widget.js``: the same bytes for ever."""
    found = built.versions().get(version)
    if found is None:
        return HttpResponse(
            "/* Cette version du widget n’existe pas. */", status=404, content_type="text/javascript; charset=utf-8"
        )
    return _script(request, found, FOREVER)


@require_safe
async def avatar(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """A commune's picture; an address of an older picture gives the newer one, but is not kept."""
    try:
        png = await in_database(public.avatar, slug)
    except UNAVAILABLE:
        return unavailable().response()
    if not png:
        return HttpResponse("Pas d’image.", status=404, content_type="text/plain; charset=utf-8")
    cache = FOREVER if version == public.avatar_version(png) else "no-cache"
    return HttpResponse(png, content_type="image/png", headers={**_FOR_ALL, "Cache-Control": cache})


def _script(request: HttpRequest, found: built.Built, cache: str) -> HttpResponse:
    headers = {**_FOR_ALL, "Cache-Control": cache, "Vary": "Accept-Encoding", "ETag": f'"{found.version}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    content = found.content
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content, headers["Content-Encoding"] = found.compressed, "gzip"
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers=headers)
