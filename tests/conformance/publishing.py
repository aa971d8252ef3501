"""The publishing rules of the real sites."""

from django.core.management import call_command

from articles.models import PublishRun

POWERAPPS_RULE = ("--threshold", "70")
AI_RULE = ("--threshold", "60", "--corroborated", "50", "--leads-only")


def publish_ready(*options):
    """Run the command and return its run."""
    call_command("publish_ready", *options)
    return PublishRun.objects.latest("pk")
