from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "consult.supervision"
    label = "supervision"
