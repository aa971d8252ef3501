"""Addresses of the review desk."""

from django.urls import path

from articles.desk.views import (
    bulk,
    collaboration,
    conflicts,
    decisions,
    dialogs,
    filter_panel,
    groups,
    my_work,
    notes,
    review,
)

app_name = "desk"
urlpatterns = [
    path("", review.queue_page, name="queue"),
    path("ahead/", review.ahead, name="ahead"),
    path("drafts/<int:pk>/edit/", dialogs.edit_draft, name="edit"),
    path("drafts/<int:pk>/schedule/", dialogs.schedule_draft, name="schedule"),
    path("drafts/<int:pk>/assign/", dialogs.assign_draft, name="assign"),
    path("drafts/<int:pk>/resolve/", conflicts.resolve_draft, name="resolve"),
    path("drafts/<int:pk>/note/", notes.note_view, name="note"),
    path("drafts/<int:pk>/story/", groups.story_view, name="story"),
    path("drafts/<int:pk>/duplicates/", groups.duplicates_view, name="duplicates"),
    path("drafts/<int:pk>/pass/", decisions.pass_draft, name="pass"),
    path("drafts/<int:pk>/<slug:key>/", decisions.decide_draft, name="decide"),
    path("undo/", decisions.undo, name="undo"),
    path("undo/<int:event>/", decisions.undo_step, name="undo_step"),
    path("notes/<int:note>/delete/", notes.delete_view, name="delete_note"),
    path("notifications/read/", notes.read_view, name="read"),
    path("reasons/<int:event>/", decisions.give_reason, name="reason"),
    path("poll/", collaboration.poll, name="poll"),
    path("leave/", collaboration.leave_page, name="leave"),
    path("filter/", filter_panel.filter_panel, name="filter"),
    path("my-work/", my_work.my_work, name="my_work"),
    path("bulk/", bulk.bulk_page, name="bulk"),
]
