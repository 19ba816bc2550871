from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "consult.agenda"
    label = "agenda"
