from django.apps import AppConfig


class ResolutionConfig(AppConfig):
    name = "consult.resolution"
    label = "resolution"
