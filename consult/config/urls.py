from django.urls import include, path, re_path

from .api import api
from .pages import page, worker

urlpatterns = [
    path("api/v1/", api.urls),
    path("_allauth/", include("consult.people.signin_urls")),
    path("sw.js", worker),
    re_path(r"^desk(?P<rest>/.*)?$", page, {"name": "desk"}),
    re_path(r"^screen(?P<rest>/.*)?$", page, {"name": "screen"}),
    # Everything else is the residents' page; files under /static/ never come this far.
    re_path(r"^(?!api/|_allauth/|static/|media/|ws/)(?P<rest>.*)$", page, {"name": "index"}),
]
