from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "consult.meeting"
    label = "meeting"
