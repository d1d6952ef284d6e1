from portal.web.errors import too_many_requests

from .rate_limits import TooManyRequests


class RateLimitMiddleware:
    """Answers the site's 429 page where a view went over a limit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, TooManyRequests):
            return too_many_requests(request, exception.retry_after)
        return None
