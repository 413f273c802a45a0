"""The chat's HTTP side."""

from django.http import HttpResponse


def index(request):
    return HttpResponse("The chat is running. Its WebSockets are at /ws/chat/ROOM/.")
