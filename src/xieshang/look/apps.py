from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "xieshang.look"
    label = "look"
