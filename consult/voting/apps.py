from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "consult.voting"
    label = "voting"
