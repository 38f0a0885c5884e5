"""The few async middlewares of every request, and Django's own for the staff's pages only."""

from collections.abc import Awaitable, Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import async_only_middleware
from django.utils.module_loading import import_string
from whitenoise.middleware import WhiteNoiseMiddleware

from guichet.webchat.limits import check_login

type View = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

STAFF_PREFIX = "/admin/"
LOGIN = f"{STAFF_PREFIX}login/"
#: Scripts, styles and images from this site alone, nothing inline, no frame, no plug-in.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@async_only_middleware
def security_headers(get_response: View) -> View:
    """Headers that tell browsers to trust nothing but this site (OWASP Secure Headers)."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        response = await get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.SECURE_HTTPS:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return middleware


@async_only_middleware
def static_files(get_response: View) -> View:
    """Static files by WhiteNoise, whose own middleware is synchronous and would make every request so."""
    whitenoise = WhiteNoiseMiddleware(lambda request: None)

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.STATIC_URL):
            return await get_response(request)
        found = (
            whitenoise.find_file(request.path_info)
            if whitenoise.autorefresh
            else whitenoise.files.get(request.path_info)
        )
        if found is None:
            return HttpResponse("Page introuvable.", status=404, content_type="text/plain; charset=utf-8")
        static = found.get_response(request.method, request.META)
        content = static.file.read() if static.file else b""
        return HttpResponse(content, status=int(static.status), headers=dict(static.headers))

    return middleware


@async_only_middleware
def staff_only(get_response: View) -> View:
    """Sessions, CSRF and authentication (``STAFF_MIDDLEWARE``) around the staff's pages; citizens have none of them."""
    staff: View = get_response
    for path in reversed(settings.STAFF_MIDDLEWARE):
        try:
            staff = import_string(path)(staff)
        except MiddlewareNotUsed:
            continue

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        again = 0 if request.path_info != LOGIN or request.method != "POST" else check_login(request)
        if again:
            text = "Trop d’essais de connexion. Attendez une minute, puis réessayez."
            headers = {"Retry-After": str(again)}
            return HttpResponse(text, status=429, content_type="text/plain; charset=utf-8", headers=headers)
        return await (staff if request.path_info.startswith(STAFF_PREFIX) else get_response)(request)

    return middleware
