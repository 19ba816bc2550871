from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "consult.voting"
    label = "voting"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers itself
