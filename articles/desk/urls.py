"""Addresses of the review desk."""

from django.urls import path

from articles.desk import form_recovery as unsent
from articles.desk.views import bulk as many
from articles.desk.views import collaboration as together
from articles.desk.views import conflicts as settling
from articles.desk.views import decisions as deciding
from articles.desk.views import dialogs as sheets
from articles.desk.views import my_work as mine
from articles.desk.views import review as screen
from articles.desk.views import saved_views as narrowing

app_name = "desk"
urlpatterns = [
    path("", screen.queue_page, name="queue"),
    path("ahead/", screen.ahead, name="ahead"),
    path("drafts/<int:pk>/", screen.draft_page, name="draft"),
    path("drafts/<int:pk>/edit/", sheets.edit_draft, name="edit"),
    path("drafts/<int:pk>/schedule/", sheets.schedule_draft, name="schedule"),
    path("drafts/<int:pk>/assign/", sheets.assign_draft, name="assign"),
    path("drafts/<int:pk>/settle/", settling.settle_draft, name="settle"),
    path("drafts/<int:pk>/story/", deciding.decide_story, name="story"),
    path("drafts/<int:pk>/<slug:key>/", deciding.decide_draft, name="decide"),
    path("undo/", deciding.undo, name="undo"),
    path("undo/<int:event>/", deciding.undo_step, name="undo_step"),
    path("reasons/<int:event>/", deciding.give_reason, name="reason"),
    path("unsent/<slug:key>/", unsent.unsent_page, name="unsent"),
    path("pulse/", together.pulse, name="pulse"),
    path("gone/", together.gone, name="gone"),
    path("narrow/", narrowing.narrow, name="narrow"),
    path("views/", narrowing.keep_view, name="keep_view"),
    path("views/<int:pk>/drop/", narrowing.drop_view, name="drop_view"),
    path("mine/", mine.my_work, name="mine"),
    path("many/", many.many, name="many"),
    path("many/<int:pk>/", many.batch_page, name="batch"),
]
