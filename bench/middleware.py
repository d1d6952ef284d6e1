from django.db import connection
from django.test.utils import CaptureQueriesContext

ASKED, ANSWERED = "X-Count-Statements", "X-Statements"


class CountStatements:
    """Says in a header how many statements a page made, when asked: counting costs time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKED not in request.headers:
            return self.get_response(request)
        with CaptureQueriesContext(connection) as statements:
            response = self.get_response(request)
        response.headers[ANSWERED] = str(len(statements))
        return response
