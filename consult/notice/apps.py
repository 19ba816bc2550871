from django.apps import AppConfig


class NoticeConfig(AppConfig):
    name = "consult.notice"
    label = "notice"
