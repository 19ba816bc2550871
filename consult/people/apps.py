from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "consult.people"
    label = "people"

    def ready(self) -> None:
        from consult.notice import addresses

        from . import second_factor
        from .reach import addresses_of

        addresses.use(addresses_of)
        second_factor.connect()
