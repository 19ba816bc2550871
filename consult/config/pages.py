"""Three pages of the frontend: residents', desk, big screen. Each is one built HTML file; its router does the rest.

The fourth, the custodians', works from a file without a network and lies under /static/.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

_NOT_BUILT = (
    "<!doctype html><html lang='zh-CN'><meta charset='utf-8'><title>圆桌 Consult</title>"
    "<p>页面还没有生成。请运行 make run。<br>The pages are not built yet: run make run.</p></html>"
)


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The pages' service worker: it may speak for every address only from the root. Looked at anew each time."""
    built = settings.FRONTEND / "sw.js"
    if not built.exists():
        return HttpResponse(status=404)
    return HttpResponse(built.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
@never_cache
@ensure_csrf_cookie
def page(request: HttpRequest, name: str, rest: str = "") -> HttpResponse:
    """Never cached: it names the hashed files of the present build."""
    built = settings.FRONTEND / f"{name}.html"
    if not built.exists():
        return HttpResponse(_NOT_BUILT, status=503)
    return HttpResponse(built.read_bytes(), content_type="text/html; charset=utf-8")
