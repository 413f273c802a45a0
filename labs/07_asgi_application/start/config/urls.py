"""Which HTTP path leads to which view."""

from chat import views
from django.urls import path

urlpatterns = [
    path("", views.index),
]
