from django.urls import path

from . import views

app_name = "communities"
urlpatterns = [
    path("", views.community_list, name="list"),
    path("mes-communautes/", views.my_communities, name="mine"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/adhesion/", views.join, name="join"),
    path("<slug:slug>/adhesion/annulation/", views.withdraw, name="withdraw"),
    path("<slug:slug>/accueil/", views.home, name="home"),
    path("<slug:slug>/apparaitre/", views.listed, name="listed"),
    path("<slug:slug>/quitter/", views.leave, name="leave"),
    path("<slug:slug>/demandes/", views.requests, name="requests"),
]
