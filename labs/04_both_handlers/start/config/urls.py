"""One URL for each view."""

import views
from django.urls import path

urlpatterns = [
    path("menu/", views.menu, name="menu"),
    path("brew/<str:name>/", views.brew, name="brew"),
    path("pour/<str:name>/", views.pour, name="pour"),
]
