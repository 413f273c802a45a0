"""The teas of the kitchen."""

from django.db import models


class Tea(models.Model):
    """A tea, and how many seconds it takes."""

    name = models.CharField(max_length=50, unique=True)
    seconds = models.FloatField(default=3)

    def __str__(self):
        return self.name
