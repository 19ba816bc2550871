from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "consult.people"
    label = "people"
