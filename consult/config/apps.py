from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "consult.config"
    label = "config"

    def ready(self) -> None:
        from . import wiring

        wiring.connect()
