from django.shortcuts import render

from .rate_limits import TooManyRequests


class RateLimitMiddleware:
    """Answers the site's 429 page where a view went over a limit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, TooManyRequests):
            return None
        minutes = max(1, -(-exception.retry_after // 60))
        response = render(request, "errors/429.html", {"minutes": minutes}, status=429)
        response.headers["Retry-After"] = str(exception.retry_after)
        return response
