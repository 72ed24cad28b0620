"""The base form. Each page's own form lives beside its view."""

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form


class PageForm(Form):
    """A form filled from the request. `check_origin` guards it, so it carries no token."""

    def __init__(self, **defaults: object) -> None:
        told: MultiDict[str, object] = MultiDict()
        if request.method == "POST":
            told.update(request.form)
            told.update(request.files)
        super().__init__(told or None, data=defaults)

    def sent(self) -> bool:
        """Tell whether the form was sent and every field holds up."""
        return request.method == "POST" and self.validate()
