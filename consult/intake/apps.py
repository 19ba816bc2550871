from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "consult.intake"
    label = "intake"
