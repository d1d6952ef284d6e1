from django.db import connection

# What a GET may write, as docs/get-writes.md lists it: table → why.
ALLOWED_TABLES = {
    "django_session": "the session itself",
}


class WriteOnGet(AssertionError):
    """A page wrote to the database while it was only being read."""


class NoWritesOnGet:
    """Fails the test in which a GET or HEAD writes: mail scanners and crawlers press every link."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)


def refuse_writes(execute, sql, params, many, context):
    words = sql.replace('"', " ").replace("(", " ").split()
    if words and words[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
        table = next(
            word for word in words[1:] if word.upper() not in {"INTO", "FROM", "OR", "IGNORE"}
        )
        if table not in ALLOWED_TABLES:
            raise WriteOnGet(f"{words[0]} {table} during a GET")
    return execute(sql, params, many, context)
