"""Who gets what, written down: one row per route, one column per role.

`in` is the sign-in page, `no` 403, `-` 404, `ok` 200, `to` another page, `405` the wrong
method, `410` a link of the past. POST rows send a form that holds nothing of use: they
tell who may press, not what follows. « inco » is a member of the community of the row,
« part » the advisor who filed the request of the row, « coll » a colleague, « oage » an
agent of another centre.
"""

ROLES = [
    "visitor",
    "member",
    "community_member",
    "moderator",
    "pending_partner",
    "partner",
    "colleague",
    "other_agent",
    "agent",
    "administrator",
]

GET = """
# route                             visi memb inco mode pend part coll oage agen admi
account_login                       ok   to   to   to   to   to   to   to   to   to
account_logout                      to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:arrange                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:arrange_block              in   405  405  405  405  405  405  405  405  405
accounts:ask_again                  in   405  405  405  405  405  405  405  405  405
accounts:dashboard                  in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:email                      in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:email_code                 in   to   to   to   to   to   to   to   to   to
accounts:email_code_again           in   405  405  405  405  405  405  405  405  405
accounts:forgotten                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:forgotten_sent             to   to   to   to   to   to   to   to   to   to
accounts:password                   in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile_identity           in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile_more               in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile_organisation       in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile_territories        in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:renew_reset                405  405  405  405  405  405  405  405  405  405
accounts:reset                      to   to   to   to   to   to   to   to   to   to
accounts:reset_form                 410  410  410  410  410  410  410  410  410  410
accounts:signup                     to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_challenge           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_confirmation        to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_correct             405  405  405  405  405  405  405  405  405  405
accounts:signup_identity            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_organisation        to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_organisations       ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_password            to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_resend              405  405  405  405  405  405  405  405  405  405
accounts:signup_territories         to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:terms                      in   to   to   to   to   to   to   to   to   to
alive                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
applications:prescribe              in   no   no   no   no   ok   ok   no   no   no
applications:prescribed             in   no   no   no   no   ok   -    no   no   no
applications:prescription           in   no   no   no   no   ok   -    -    ok   ok
applications:prescriptions          in   no   no   no   no   ok   ok   ok   ok   ok
applications:withdraw               in   no   no   no   no   ok   -    -    to   to
communes                            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
communities:detail                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
communities:home                    in   to   ok   ok   to   to   to   to   to   to
communities:join                    in   ok   to   to   ok   ok   ok   ok   ok   ok
communities:leave                   in   to   ok   ok   to   to   to   to   to   to
communities:list                    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
communities:listed                  405  405  405  405  405  405  405  405  405  405
communities:mine                    in   ok   ok   ok   ok   ok   ok   ok   ok   ok
communities:requests                in   no   no   ok   no   no   no   no   no   no
communities:withdraw                405  405  405  405  405  405  405  405  405  405
health                              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
help                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
home                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
mailbox                             ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
mailbox_attachment                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
mailbox_message                     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
mailbox_message_html                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
notification_open                   in   405  405  405  405  405  405  405  405  405
notification_preferences            in   ok   ok   ok   ok   ok   ok   ok   ok   ok
notification_read                   in   405  405  405  405  405  405  405  405  405
notifications                       in   ok   ok   ok   ok   ok   ok   ok   ok   ok
notifications_read                  in   405  405  405  405  405  405  405  405  405
page                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
robots                              ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
set_display                         405  405  405  405  405  405  405  405  405  405
set_language                        405  405  405  405  405  405  405  405  405  405
sitemap                             ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
sitemap_section                     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
styleguide                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
terms                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:calendar                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:browse                    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:centres                   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:delete_search             405  405  405  405  405  405  405  405  405  405
trainings:detail                    ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:domain_feed               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:export_sessions           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:export_training           ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:export_trainings          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:feed                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:list                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:rename_search             405  405  405  405  405  405  405  405  405  405
trainings:save_search               in   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:saved_searches            in   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:set_alert                 405  405  405  405  405  405  405  405  405  405
trainings:share                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:suggestions               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
unsubscribe                         -    -    -    -    -    -    -    -    -    -
"""

POST = """
# route                             visi memb inco mode pend part coll oage agen admi
account_login                       ok   to   to   to   to   to   to   to   to   to
account_logout                      to   to   to   to   to   to   to   to   to   to
accounts:arrange                    in   405  405  405  405  405  405  405  405  405
accounts:arrange_block              in   to   to   to   to   to   to   to   to   to
accounts:ask_again                  in   to   to   to   to   to   to   to   to   to
accounts:dashboard                  in   405  405  405  405  405  405  405  405  405
accounts:email                      in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:email_code                 in   to   to   to   to   to   to   to   to   to
accounts:email_code_again           in   to   to   to   to   to   to   to   to   to
accounts:forgotten                  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:forgotten_sent             405  405  405  405  405  405  405  405  405  405
accounts:password                   in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile                    in   405  405  405  405  405  405  405  405  405
accounts:profile_identity           in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile_more               in   to   to   to   to   to   to   to   to   to
accounts:profile_organisation       in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:profile_territories        in   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:renew_reset                to   to   to   to   to   to   to   to   to   to
accounts:reset                      405  405  405  405  405  405  405  405  405  405
accounts:reset_form                 410  410  410  410  410  410  410  410  410  410
accounts:signup                     to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_challenge           405  405  405  405  405  405  405  405  405  405
accounts:signup_confirmation        to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_correct             to   to   to   to   to   to   to   to   to   to
accounts:signup_identity            ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_organisation        to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_organisations       405  405  405  405  405  405  405  405  405  405
accounts:signup_password            to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:signup_resend              to   to   to   to   to   to   to   to   to   to
accounts:signup_territories         to   ok   ok   ok   ok   ok   ok   ok   ok   ok
accounts:terms                      in   to   to   to   to   to   to   to   to   to
alive                               405  405  405  405  405  405  405  405  405  405
applications:prescribe              in   no   no   no   no   ok   ok   no   no   no
applications:prescribed             in   no   no   no   no   405  405  no   no   no
applications:prescription           in   405  405  405  405  405  405  405  405  405
applications:prescriptions          in   405  405  405  405  405  405  405  405  405
applications:withdraw               in   no   no   no   no   ok   -    -    to   to
communes                            405  405  405  405  405  405  405  405  405  405
communities:detail                  405  405  405  405  405  405  405  405  405  405
communities:home                    405  405  405  405  405  405  405  405  405  405
communities:join                    in   to   to   to   to   to   to   to   to   to
communities:leave                   in   to   to   to   to   to   to   to   to   to
communities:list                    405  405  405  405  405  405  405  405  405  405
communities:listed                  in   to   to   to   to   to   to   to   to   to
communities:mine                    405  405  405  405  405  405  405  405  405  405
communities:requests                in   no   no   ok   no   no   no   no   no   no
communities:withdraw                in   to   to   to   to   to   to   to   to   to
health                              405  405  405  405  405  405  405  405  405  405
help                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
home                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
mailbox                             405  405  405  405  405  405  405  405  405  405
mailbox_attachment                  405  405  405  405  405  405  405  405  405  405
mailbox_message                     405  405  405  405  405  405  405  405  405  405
mailbox_message_html                405  405  405  405  405  405  405  405  405  405
notification_open                   in   to   -    -    -    -    -    -    -    -
notification_preferences            in   ok   ok   ok   ok   ok   ok   ok   ok   ok
notification_read                   in   to   -    -    -    -    -    -    -    -
notifications                       in   405  405  405  405  405  405  405  405  405
notifications_read                  in   to   to   to   to   to   to   to   to   to
page                                ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
robots                              405  405  405  405  405  405  405  405  405  405
set_display                         to   to   to   to   to   to   to   to   to   to
set_language                        to   to   to   to   to   to   to   to   to   to
sitemap                             405  405  405  405  405  405  405  405  405  405
sitemap_section                     ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
styleguide                          ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
terms                               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:calendar                  405  405  405  405  405  405  405  405  405  405
trainings:browse                    405  405  405  405  405  405  405  405  405  405
trainings:centres                   405  405  405  405  405  405  405  405  405  405
trainings:delete_search             in   to   to   to   to   to   to   to   to   to
trainings:detail                    405  405  405  405  405  405  405  405  405  405
trainings:domain_feed               ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:export_sessions           405  405  405  405  405  405  405  405  405  405
trainings:export_training           405  405  405  405  405  405  405  405  405  405
trainings:export_trainings          405  405  405  405  405  405  405  405  405  405
trainings:feed                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:list                      405  405  405  405  405  405  405  405  405  405
trainings:rename_search             in   to   -    -    -    -    -    -    -    -
trainings:save_search               in   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:saved_searches            405  405  405  405  405  405  405  405  405  405
trainings:set_alert                 in   to   -    -    -    -    -    -    -    -
trainings:share                     in   ok   ok   ok   ok   ok   ok   ok   ok   ok
trainings:suggestions               405  405  405  405  405  405  405  405  405  405
unsubscribe                         -    -    -    -    -    -    -    -    -    -
"""


def rows(table):
    """{route: [expected per role]} from a table above."""
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    return {route: columns for route, *columns in lines}
