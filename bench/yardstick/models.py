from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """A thousand of them; what a list shows."""

    title = models.CharField(max_length=200)
    summary = models.TextField()
    place = models.CharField(max_length=100)
    starts_on = models.DateField()
    seats = models.IntegerField()
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title


class Mail(models.Model):
    """What an insert leaves in its outbox."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.subject
