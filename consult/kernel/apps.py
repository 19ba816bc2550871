from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "consult.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers itself
